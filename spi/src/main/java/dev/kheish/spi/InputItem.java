package dev.kheish.spi;

import java.util.Objects;
import java.util.Optional;

/** One piece of an event's content. Immutable. */
public final class InputItem {
    /** The sorts of items. */
    public enum Type {
        /** {@link #text}. */
        TEXT,
        /** {@link #assetId}: something uploaded before. */
        ASSET_REFERENCE,
        /** {@link #content} with {@link #fileName} and perhaps {@link #mediaType}. */
        INLINE_ASSET
    }

    private final Type type;
    private final String text;
    private final @Nullable String mediaType;
    private final byte[] content;

    private InputItem(Type type, String text, @Nullable String mediaType, byte[] content) {
        this.type = type;
        this.text = Objects.requireNonNull(text, "text");
        this.mediaType = mediaType;
        this.content = content;
    }

    /** Text; blank text is kept as an item but does not count as content. */
    public static InputItem text(String text) {
        return new InputItem(Type.TEXT, text, null, new byte[0]);
    }

    /** An asset that the host already holds. */
    public static InputItem assetReference(String assetId) {
        return new InputItem(Type.ASSET_REFERENCE, assetId, null, new byte[0]);
    }

    /** Bytes to store with the event. The array is not copied; leave it alone afterwards. */
    public static InputItem inlineAsset(
            String fileName, Optional<String> mediaType, byte[] content) {
        return new InputItem(
                Type.INLINE_ASSET,
                fileName,
                mediaType.orElse(null),
                Objects.requireNonNull(content, "content"));
    }

    /** Its sort. */
    public Type type() {
        return type;
    }

    /** The text of a {@link Type#TEXT}. */
    public String text() {
        return text;
    }

    /** The id of a {@link Type#ASSET_REFERENCE}. */
    public String assetId() {
        return text;
    }

    /** The file name of a {@link Type#INLINE_ASSET}. */
    public String fileName() {
        return text;
    }

    /** The declared media type of a {@link Type#INLINE_ASSET}. */
    public Optional<String> mediaType() {
        return Optional.ofNullable(mediaType);
    }

    /** The bytes of a {@link Type#INLINE_ASSET}; not a copy. */
    public byte[] content() {
        return content;
    }
}
