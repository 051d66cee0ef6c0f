package dev.kheish.plugin.external;

import jakarta.json.JsonValue;

import java.nio.charset.StandardCharsets;

/** How much of anything a sidecar may send, and an operator may set. */
final class Limits {
    static final int BODY_BYTES = 2 * 1024 * 1024;
    static final int BODY_DEPTH = 64;
    static final int BATCH = 64;
    static final int ID_BYTES = 512;
    static final int ROUTING_KEY_BYTES = 1024;
    static final int SEGMENTS = 32;
    static final int SEGMENT_BYTES = 512;
    static final int CONTENT_BYTES = 1024 * 1024;
    static final int ITEMS = 64;
    static final int ATTACHMENTS = 10;
    static final int INLINE_BYTES = 1024 * 1024;
    static final int METADATA_BYTES = 256 * 1024;
    static final int METADATA_DEPTH = 32;
    static final int ROUTE_BYTES = 8 * 1024;
    static final int BINDING_KEYS = 64;
    static final int BINDING_KEY_BYTES = 4 * 1024;

    /** Kind, name and platform, the latter in base64, are shorter than this. */
    static final int KEY_HEAD_BYTES = 1024;

    private Limits() {}

    /** Whether a text has more bytes of UTF-8 than allowed. */
    static boolean isLonger(String text, int maxBytes) {
        // A char makes one to three bytes: most texts are settled without counting.
        return text.length() > maxBytes
                || (text.length() * 3L > maxBytes
                        && text.getBytes(StandardCharsets.UTF_8).length > maxBytes);
    }

    /** How many arrays and objects lie inside each other; 0 for anything else. */
    static int depth(JsonValue value) {
        int deepest = 0;
        switch (value.getValueType()) {
            case OBJECT -> {
                for (JsonValue member : value.asJsonObject().values()) {
                    deepest = Math.max(deepest, depth(member));
                }
            }
            case ARRAY -> {
                for (JsonValue element : value.asJsonArray()) {
                    deepest = Math.max(deepest, depth(element));
                }
            }
            case STRING, NUMBER, TRUE, FALSE, NULL -> {
                return 0;
            }
        }
        return deepest + 1;
    }
}
