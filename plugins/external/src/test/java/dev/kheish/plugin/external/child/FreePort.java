package dev.kheish.plugin.external.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port of this machine for a program that is about to listen there. Below 32768: what lies above
 * systems give to whoever connects to somewhere, and it could be gone before the program is there.
 */
final class FreePort {
    private static final int FIRST = 20_000;
    private static final int BEYOND = 32_768;
    private static final int TRIES = 200;

    private FreePort() {}

    /** One that nobody listens on. */
    static int find() {
        for (int time = 0; time < TRIES; time++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEYOND);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No port is free between " + FIRST + " and " + BEYOND);
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (BindException e) {
            return false; // somebody else's
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while looking for a free port", e);
        }
    }
}
