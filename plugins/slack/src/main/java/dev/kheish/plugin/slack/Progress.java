package dev.kheish.plugin.slack;

import dev.kheish.spi.StateMap;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.util.Optional;

/**
 * What earlier attempts of a delivery have done, step by step; on disk before the next step begins.
 * For one thread.
 */
final class Progress {
    private static final String MESSAGE = "message:";
    private static final String UPLOAD = "upload:";

    private final StateMap kept;
    private final JsonProvider json;

    Progress(StateMap kept, JsonProvider json) {
        this.kept = kept;
        this.json = json;
    }

    /**
     * How far the upload of one file has come.
     *
     * @param fileId what Slack calls it; empty before it has a name
     * @param uploaded whether Slack has its bytes
     * @param requested whether Slack was told to make a message of it, and did not refuse
     * @param completed whether it did
     */
    record Upload(String fileId, boolean uploaded, boolean requested, boolean completed) {
        static final Upload NONE = new Upload("", false, false, false);

        static Upload named(String fileId) {
            return new Upload(fileId, false, false, false);
        }

        Upload withBytes() {
            return new Upload(fileId, true, false, false);
        }

        Upload asked(boolean now) {
            return new Upload(fileId, true, now, false);
        }

        Upload done() {
            return new Upload(fileId, true, true, true);
        }
    }

    /** The timestamp of a text that has been posted. */
    Optional<String> posted(Plan.Step.Post step) {
        return object(MESSAGE + step.key()).map(message -> message.getString("ts", ""));
    }

    void post(Plan.Step.Post step, String ts, String messageId) {
        kept.put(
                MESSAGE + step.key(),
                json.createObjectBuilder().add("ts", ts).add("client_msg_id", messageId).build());
    }

    Upload upload(Plan.Step.Upload step) {
        return object(UPLOAD + step.key())
                .map(
                        each ->
                                new Upload(
                                        each.getString("file_id", ""),
                                        each.getBoolean("uploaded", false),
                                        each.getBoolean("completion_requested", false),
                                        each.getBoolean("completed", false)))
                .orElse(Upload.NONE);
    }

    void upload(Plan.Step.Upload step, Upload now) {
        JsonObjectBuilder value = json.createObjectBuilder().add("file_id", now.fileId());
        value.add("uploaded", now.uploaded())
                .add("completion_requested", now.requested())
                .add("completed", now.completed());
        kept.put(UPLOAD + step.key(), value.build());
    }

    /** Whether a step is behind us. */
    boolean isDone(Plan.Step step) {
        return switch (step) {
            case Plan.Step.Post post -> posted(post).isPresent();
            case Plan.Step.Upload upload -> upload(upload).completed();
        };
    }

    private Optional<JsonObject> object(String key) {
        return kept.get(key).filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject);
    }
}
