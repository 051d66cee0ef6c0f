package dev.kheish.plugin.external.child;

import java.util.Optional;
import java.util.Set;

/**
 * A socket that waits for connections. Immutable.
 *
 * @param address as the kernel writes it: words of 32 bits, each as this machine stores it
 * @param inode its number
 */
record Listener(String address, int port, long inode) {
    private static final String LISTENING = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private static final Set<String> ANY =
            Set.of(
                    "00000000",
                    "00000000000000000000000000000000",
                    "0000000000000000FFFF000000000000");
    private static final Set<String> LOOPBACK_4 =
            Set.of("0100007F", "0000000000000000FFFF00000100007F");
    private static final String LOOPBACK_6 = "00000000000000000000000001000000";

    /** Reads one line of {@code /proc/net/tcp} or {@code tcp6}; empty if it is something else. */
    static Optional<Listener> parse(String line) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length <= INODE || !fields[STATE].equals(LISTENING)) {
            return Optional.empty();
        }
        int colon = fields[LOCAL].indexOf(':');
        return Optional.of(
                new Listener(
                        fields[LOCAL].substring(0, colon),
                        Integer.parseInt(fields[LOCAL], colon + 1, fields[LOCAL].length(), 16),
                        Long.parseLong(fields[INODE])));
    }

    /** Whether it takes connections to a loopback host. */
    boolean answersFor(String host) {
        if (ANY.contains(address)) {
            return true;
        }
        return switch (host) {
            case "127.0.0.1" -> LOOPBACK_4.contains(address);
            case "::1" -> LOOPBACK_6.equals(address);
            default -> LOOPBACK_4.contains(address) || LOOPBACK_6.equals(address);
        };
    }
}
