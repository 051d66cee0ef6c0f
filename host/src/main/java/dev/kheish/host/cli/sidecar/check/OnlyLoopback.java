package dev.kheish.host.cli.sidecar.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;

/** Other machines cannot reach it. */
final class OnlyLoopback implements Check {
    private static final int PATIENCE_MS = 1000;

    @Override
    public About about() {
        return About.of(
                "address", "Listens where it was told to only", Clause.ADDRESS, Need.PROCESS);
    }

    @Override
    public Verdict run(Bench bench) {
        List<InetAddress> others = others();
        int port = bench.stage().wire().url().getPort();
        for (InetAddress address : others) {
            if (listens(new InetSocketAddress(address, port))) {
                return Verdict.failed(
                        "BASE_URL is %s, but it also listens at %s"
                                .formatted(bench.stage().wire().url(), address.getHostAddress()));
            }
        }
        return Verdict.passed(
                "at none of %d other addresses of this machine".formatted(others.size()));
    }

    private static List<InetAddress> others() {
        try {
            // The second one of the loopback is there even where nothing else is.
            return Stream.concat(
                            Stream.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 2})),
                            NetworkInterface.networkInterfaces()
                                    .flatMap(NetworkInterface::inetAddresses)
                                    .filter(address -> !address.isLoopbackAddress())
                                    .filter(address -> !address.isLinkLocalAddress()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while listing the addresses", e);
        }
    }

    private static boolean listens(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MS);
            return true;
        } catch (IOException e) {
            return false; // as it should be
        }
    }
}
