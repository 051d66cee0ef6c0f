package dev.kheish.sidecar;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A piece of what an event says: a text, or a file. Immutable. */
public final class InputItem {
    /** How many bytes a file that travels inside an event may have: 1 MiB. */
    public static final int MAX_INLINE_BYTES = 1_048_576;

    private final Map<String, String> wire;

    private InputItem(Map<String, String> wire) {
        this.wire = wire;
    }

    /** A text. */
    public static InputItem text(String text) {
        return new InputItem(members("text", "text", text));
    }

    /** A file that the host has already, by its id, such as {@code ast_01k…}. */
    public static InputItem asset(String assetId) {
        return new InputItem(members("asset_reference", "asset_id", assetId));
    }

    /**
     * A file that travels with the event; the host finds its media type by itself.
     *
     * @param fileName its name without folders
     * @param content at most {@value #MAX_INLINE_BYTES} bytes; an event as a whole has 2 MiB
     * @throws IllegalArgumentException if there are more
     */
    public static InputItem inline(String fileName, byte[] content) {
        if (content.length > MAX_INLINE_BYTES) {
            throw new IllegalArgumentException(
                    "The file has "
                            + content.length
                            + " bytes. Inside an event it may have "
                            + MAX_INLINE_BYTES
                            + ": leave it out and say so in the text, or send a smaller one.");
        }
        Map<String, String> wire = members("inline_asset", "file_name", fileName);
        wire.put("content_base64", Base64.getEncoder().encodeToString(content));
        return new InputItem(wire);
    }

    /**
     * {@link #inline(String, byte[])} of a known media type.
     *
     * @param mediaType such as {@code image/png}
     */
    public static InputItem inline(String fileName, String mediaType, byte[] content) {
        InputItem item = inline(fileName, content);
        item.wire.put("media_type", Objects.requireNonNull(mediaType, "mediaType"));
        return item;
    }

    private static Map<String, String> members(String type, String name, String value) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("type", type);
        members.put(name, Objects.requireNonNull(value, name));
        return members;
    }

    boolean isFile() {
        return !"text".equals(wire.get("type"));
    }

    Map<String, String> wire() {
        return wire;
    }
}
