package dev.kheish.plugin.external.child;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the environment of a generation's processes tells it by, wherever they went. Immutable.
 *
 * @param fixed whether the operator chose the id, so that it alone tells nothing
 */
record Marker(String connector, String hostUrl, String instanceId, boolean fixed) {
    /** Whether an environment, entries ended by NUL, is that of this generation. */
    boolean isIn(byte[] environ) {
        // One character a byte, so that bytes that are not UTF-8 cannot disturb the comparison.
        String entries = '\0' + new String(environ, StandardCharsets.ISO_8859_1) + '\0';
        return this.entries().stream().allMatch(entries::contains);
    }

    /** Whether only a process of this generation can know this id. */
    boolean isProvenBy(String id) {
        return !fixed && instanceId.equals(id);
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>();
        entries.add(entry(Variables.INSTANCE_ID, instanceId));
        if (fixed) {
            entries.add(entry(Variables.NAME, connector));
            entries.add(entry(Variables.DAEMON_BASE_URL, hostUrl));
        }
        return entries;
    }

    private static String entry(String name, String value) {
        byte[] utf8 = (name + "=" + value).getBytes(StandardCharsets.UTF_8);
        return '\0' + new String(utf8, StandardCharsets.ISO_8859_1) + '\0';
    }
}
