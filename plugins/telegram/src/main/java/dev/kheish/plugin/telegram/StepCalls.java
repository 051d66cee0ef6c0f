package dev.kheish.plugin.telegram;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The calls that bring the steps of a delivery to a chat. Safe for use by many threads. */
final class StepCalls {
    private final BotApi api;
    private final JsonProvider json;
    private final RandomGenerator random = RandomGenerator.getDefault();

    StepCalls(BotApi api, JsonProvider json) {
        this.api = api;
        this.json = json;
    }

    /** One call; throws if a file cannot be read just now. */
    ApiAnswer make(String token, Plan.Step step, TelegramReplyRoute to)
            throws IOException, InterruptedException {
        return switch (step) {
            case Plan.Step.Text text -> api.call(token, step.method(), message(text, to));
            case Plan.Step.File file ->
                    api.upload(
                            token, step.method(), form(to).file(file.way().field(), file.file()));
            case Plan.Step.Album album -> api.upload(token, step.method(), form(album, to));
        };
    }

    private JsonObject message(Plan.Step.Text step, TelegramReplyRoute to) {
        JsonObjectBuilder message = json.createObjectBuilder().add("chat_id", to.chat());
        Long thread = to.thread();
        if (thread != null) {
            message.add("message_thread_id", thread);
        }
        replyParameters(to).ifPresent(reply -> message.add("reply_parameters", reply));
        return message.add("text", step.text()).build();
    }

    private Multipart form(TelegramReplyRoute to) {
        Multipart form = new Multipart(random).field("chat_id", Long.toString(to.chat()));
        Long thread = to.thread();
        if (thread != null) {
            form.field("message_thread_id", Long.toString(thread));
        }
        replyParameters(to).ifPresent(reply -> form.field("reply_parameters", reply.toString()));
        return form;
    }

    private Multipart form(Plan.Step.Album album, TelegramReplyRoute to) {
        List<Plan.Step.File> files = album.files();
        JsonArrayBuilder media = json.createArrayBuilder();
        for (int i = 0; i < files.size(); i++) {
            media.add(
                    json.createObjectBuilder()
                            .add("type", album.way().field())
                            .add("media", "attach://file" + i));
        }
        Multipart form = form(to).field("media", media.build().toString());
        for (int i = 0; i < files.size(); i++) {
            form.file("file" + i, files.get(i).file());
        }
        return form;
    }

    /** A question that was deleted is answered all the same. */
    private Optional<JsonObject> replyParameters(TelegramReplyRoute to) {
        Long message = to.replyTo();
        return message == null
                ? Optional.empty()
                : Optional.of(
                        json.createObjectBuilder()
                                .add("message_id", message)
                                .add("allow_sending_without_reply", true)
                                .build());
    }
}
