package dev.kheish.plugin.external.child;

import java.nio.charset.StandardCharsets;

/** What the host itself may do on this machine. */
final class Rights {
    private static final int CHOWN = 0;
    private static final int KILL = 5;
    private static final int SETGID = 6;
    private static final int SETUID = 7;

    private final ProcessTable table;

    Rights(ProcessTable table) {
        this.table = table;
    }

    /** Whether it can start, own up to and end programs of other users. */
    boolean canActForOthers() {
        long effective =
                table
                        .file("self/status")
                        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                        .stream()
                        .flatMap(String::lines)
                        .filter(line -> line.startsWith("CapEff:"))
                        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                        .findFirst()
                        .orElse(0L);
        long needed = (1L << CHOWN) | (1L << KILL) | (1L << SETGID) | (1L << SETUID);
        return (effective & needed) == needed;
    }
}
