package dev.kheish.plugin.external.child;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names for generations. Safe for use by many threads. */
final class InstanceIds {
    private static final int RANDOM_BYTES = 6;

    private final SecureRandom random = new SecureRandom();

    /** The operator's, if there is one; else one that nobody had before. */
    Marker next(ChildSettings settings, String connector, String hostUrl) {
        String chosen = settings.environment().getOrDefault(Variables.INSTANCE_ID, "").strip();
        boolean fixed = !chosen.isEmpty();
        return new Marker(connector, hostUrl, fixed ? chosen : fresh(settings), fixed);
    }

    private String fresh(ChildSettings settings) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return settings.platform() + "-" + HexFormat.of().formatHex(bytes);
    }
}
