package dev.kheish.sidecar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** One output on its way to the platform. Immutable. */
public final class Delivery {
    static final int PROTOCOL_VERSION = 1;

    private final String id;
    private final long attempt;
    private final String replyRoute;
    private final String sessionId;
    private final @Nullable String threadId;
    private final String content;
    private final List<Part> parts;
    private final List<Attachment> artifacts;
    private final JsonObject metadata;

    private Delivery(JsonObject request) {
        this.id = request.requiredText("delivery_id");
        if (id.isBlank()) {
            throw new JsonException("'delivery_id' is blank.");
        }
        this.attempt = request.integer("attempt").orElse(0);
        if (attempt < 1) {
            throw new JsonException("'attempt' is missing or less than 1.");
        }
        this.replyRoute = request.requiredText("reply_route");
        JsonObject conversation =
                request.object("conversation")
                        .orElseThrow(() -> JsonObject.missing("conversation"));
        this.sessionId = conversation.requiredText("session_id");
        this.threadId = conversation.text("thread_id").orElse(null);
        this.content = request.requiredText("content");
        List<Part> someParts = new ArrayList<>();
        request.objects("parts").forEach(part -> someParts.add(Part.read(part)));
        this.parts = Collections.unmodifiableList(someParts);
        List<Attachment> files = new ArrayList<>();
        request.objects("artifacts").forEach(file -> files.add(Attachment.read(file)));
        this.artifacts = Collections.unmodifiableList(files);
        this.metadata = request.object("metadata").orElse(JsonObject.empty());
    }

    /**
     * Reads the body of {@code POST /deliver}; for tests of a handler. Unknown members are ignored.
     *
     * @throws JsonException if something is missing or of the wrong type
     */
    public static Delivery parse(String json) {
        return read(JsonObject.parse(json));
    }

    static Delivery read(JsonObject request) {
        return new Delivery(request);
    }

    /** The same over all attempts, such as {@code dlv_01k…}. */
    public String id() {
        return id;
    }

    /** Starts at 1. */
    public long attempt() {
        return attempt;
    }

    /** What {@link Event.Builder#replyRoute(String)} said; may be empty. */
    public String replyRoute() {
        return replyRoute;
    }

    /** The session that speaks. */
    public String sessionId() {
        return sessionId;
    }

    /** The session's thread, if it has one. */
    public Optional<String> threadId() {
        return Optional.ofNullable(threadId);
    }

    /** The whole text; may be empty when there are files. */
    public String content() {
        return content;
    }

    /** The output in pieces, texts and attachments in order; empty when it is just a text. */
    public List<Part> parts() {
        return parts;
    }

    /** Further files that the run made. */
    public List<Attachment> artifacts() {
        return artifacts;
    }

    /** All files: those among the {@link #parts}, then the {@link #artifacts}. */
    public List<Attachment> files() {
        List<Attachment> files = new ArrayList<>();
        parts.forEach(part -> part.attachment().ifPresent(files::add));
        files.addAll(artifacts);
        return Collections.unmodifiableList(files);
    }

    /** What the run said about its output, with {@code run_id} where there is one. */
    public JsonObject metadata() {
        return metadata;
    }

    /** Its id alone: contents do not belong in logs. */
    @Override
    public String toString() {
        return "Delivery[" + id + "]";
    }
}
