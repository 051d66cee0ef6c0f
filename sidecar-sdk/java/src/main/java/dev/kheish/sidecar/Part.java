package dev.kheish.sidecar;

import java.util.Optional;

/**
 * A piece of a delivery: a text, an attachment, or something that this version does not know.
 * Immutable.
 */
public final class Part {
    private final JsonObject raw;
    private final String type;
    private final @Nullable String text;
    private final @Nullable Attachment attachment;

    private Part(JsonObject raw) {
        this.raw = raw;
        this.type = raw.requiredText("type");
        this.text = type.equals("text") ? raw.requiredText("text") : null;
        this.attachment =
                type.equals("attachment")
                        ? Attachment.read(
                                raw.object("attachment")
                                        .orElseThrow(() -> JsonObject.missing("attachment")))
                        : null;
    }

    static Part read(JsonObject raw) {
        return new Part(raw);
    }

    /** {@code text}, {@code attachment}, or the word of a later version. */
    public String type() {
        return type;
    }

    /** The text, of type {@code text}. */
    public Optional<String> text() {
        return Optional.ofNullable(text);
    }

    /** The file, of type {@code attachment}. */
    public Optional<Attachment> attachment() {
        return Optional.ofNullable(attachment);
    }

    /** Everything that the host sent, for types that this version does not know. */
    public JsonObject raw() {
        return raw;
    }
}
