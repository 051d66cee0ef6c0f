package dev.kheish.sidecar;

import java.io.IOException;
import java.io.InputStream;

/**
 * Watches standard input, whose end says that the host is gone or wants this program to go.
 *
 * <p>A platform thread: reading standard input would hold a carrier of virtual ones for good.
 */
final class Lifeline extends Thread {
    private final InputStream input;
    private final Sidecar sidecar;

    Lifeline(InputStream input, Sidecar sidecar) {
        super("sidecar-lifeline");
        setDaemon(true);
        this.input = input;
        this.sidecar = sidecar;
    }

    @Override
    public void run() {
        byte[] ignored = new byte[256];
        try {
            while (input.read(ignored) >= 0) {
                // What it says does not matter.
            }
        } catch (IOException e) {
            sidecar.logger().log(System.Logger.Level.WARNING, "The lifeline broke", e);
        }
        sidecar.logger().log(System.Logger.Level.INFO, "The lifeline ended: stopping");
        sidecar.stop();
    }
}
