package dev.kheish.plugin.slack;

import jakarta.json.JsonValue;

import java.nio.charset.StandardCharsets;

/** How much of anything is taken. */
final class Limits {
    static final int BODY_BYTES = 2 * 1024 * 1024;
    static final int BODY_DEPTH = 64;
    static final int ID_BYTES = 512;
    static final int BINDING_KEYS = 64;
    static final int BINDING_KEY_BYTES = 1024;

    /** One less than an event may have: the conversation's own target comes first. */
    static final int MORE_TARGETS = 63;

    static final int FILES = 8;
    static final int ADDRESS_BYTES = 8 * 1024;
    static final int METADATA_BYTES = 256 * 1024;
    static final int METADATA_DEPTH = 32;

    private Limits() {}

    static int utf8Bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The text, or its start where it is longer than so many characters; no half of a pair. */
    static String cut(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        boolean split = Character.isHighSurrogate(text.charAt(characters - 1));
        return text.substring(0, split ? characters - 1 : characters);
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
