package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

/** Port numbers as arguments. */
final class Ports {
    private Ports() {}

    static void check(@Nullable Integer port) {
        if (port != null && (port < 0 || port > 65_535)) {
            throw CommandFailure.usage("A port is a number from 0 to 65535, not " + port + ".");
        }
    }
}
