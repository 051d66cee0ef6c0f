package dev.kheish.plugin.telegram;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;
import dev.kheish.spi.FileRoom;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Brings deliveries to Telegram, step by step; what earlier attempts are known to have done is not
 * done again. Safe for use by many threads.
 */
final class Sender {
    private static final int MOST_MOVES = 3;

    /** An attempt that waits longer keeps others from theirs. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration SOON = Duration.ofSeconds(2);

    private final StepCalls calls;
    private final Chats chats;
    private final Verdicts verdicts;
    private final Pacer pacer;
    private final FileRoom room;
    private final JsonProvider json;
    private final Splitter splitter = new Splitter(Splitter.LONGEST);

    Sender(Platform platform, Chats chats, ConnectorContext context) {
        this.calls = new StepCalls(platform.api(), context.json());
        this.chats = chats;
        this.verdicts = platform.verdicts();
        this.pacer = platform.pacer();
        this.room = context.fileRoom();
        this.json = context.json();
    }

    DeliveryResult send(Delivery delivery, TelegramReplyRoute route, String token)
            throws InterruptedException {
        List<Plan.Step> steps = Plan.of(delivery, splitter);
        if (steps.isEmpty()) {
            return DeliveryResult.rejected(
                    "There is neither text nor file among the parts; artifacts do not go to"
                            + " Telegram.");
        }
        return new Trip(delivery, token, route).go(steps);
    }

    /** One attempt. For one thread. */
    private final class Trip {
        private final Delivery delivery;
        private final String token;
        private final Progress progress;
        private TelegramReplyRoute to;
        private String last = "";

        Trip(Delivery delivery, String token, TelegramReplyRoute route) {
            this.delivery = delivery;
            this.token = token;
            this.progress = new Progress(delivery.progress(), json);
            this.to = route.at(chats.current(route.chat()));
        }

        DeliveryResult go(List<? extends Plan.Step> steps) throws InterruptedException {
            return each(steps)
                    .orElseGet(
                            () ->
                                    DeliveryResult.delivered(
                                            Evidence.status(200).withProviderId(last)));
        }

        /** What keeps one of the steps from being done; empty when all of them are. */
        private Optional<DeliveryResult> each(List<? extends Plan.Step> steps)
                throws InterruptedException {
            for (Plan.Step step : steps) {
                Optional<DeliveryResult> end = step(step);
                if (end.isPresent()) {
                    return end;
                }
            }
            return Optional.empty();
        }

        private Optional<DeliveryResult> step(Plan.Step step) throws InterruptedException {
            if (progress.isDone(step)) {
                last = progress.messageId(step);
                return Optional.empty();
            }
            if (step instanceof Plan.Step.Album album
                    && album.files().stream().anyMatch(progress::isDone)) {
                return each(album.files());
            }
            return send(step, true);
        }

        /**
         * Does a step, in another way if Telegram does not take it in the first.
         *
         * @param paced whether it has to wait for its turn; what goes another way has had it
         */
        private Optional<DeliveryResult> send(Plan.Step step, boolean paced)
                throws InterruptedException {
            ApiAnswer answer;
            try (FileRoom.Place place = enter(step)) {
                if (place == null) {
                    return Optional.of(
                            DeliveryResult.later(SOON, "It waits for other files to be sent."));
                }
                Optional<DeliveryResult> notYet = paced ? turn(step) : Optional.empty();
                if (notYet.isPresent()) {
                    return notYet;
                }
                answer = following(step);
            } catch (IOException e) {
                return Optional.of(
                        DeliveryResult.retry(
                                "A file of it cannot be read just now.", Evidence.none()));
            }
            return answer instanceof ApiAnswer.Refused refused && Verdicts.isAboutFile(refused)
                    ? sendOtherwise(step, refused)
                    : settle(step, answer);
        }

        /** The memory that its files need; null where there is none just now. */
        private FileRoom.@Nullable Place enter(Plan.Step step) throws InterruptedException {
            return step.bytes() == 0 ? () -> {} : room.enter(step.bytes(), PATIENCE).orElse(null);
        }

        private Optional<DeliveryResult> turn(Plan.Step step) {
            return pacer.admit(to.chat(), step.messages(), delivery.id() + ":" + step.key())
                    .map(
                            wait ->
                                    DeliveryResult.later(
                                            wait,
                                            "Telegram takes only so many messages at a time; it is"
                                                    + " this one's turn soon."));
        }

        private Optional<DeliveryResult> sendOtherwise(Plan.Step step, ApiAnswer.Refused refused)
                throws InterruptedException {
            return switch (step) {
                // Telegram cannot make a photo of it, or play it: it can be downloaded at least.
                case Plan.Step.File file when file.way() != Plan.Way.DOCUMENT ->
                        send(file.as(Plan.Way.DOCUMENT), false);
                // One of them does not fit an album, and nobody says which: each for itself.
                case Plan.Step.Album album -> {
                    for (Plan.Step.File file : album.files()) {
                        Optional<DeliveryResult> end = send(file, false);
                        if (end.isPresent()) {
                            yield end;
                        }
                    }
                    yield Optional.empty();
                }
                default -> settle(step, refused);
            };
        }

        /** Does a step where the chat is now, which Telegram tells when it has moved. */
        private ApiAnswer following(Plan.Step step) throws IOException, InterruptedException {
            ApiAnswer answer = calls.make(token, step, to);
            for (int move = 0; move < MOST_MOVES; move++) {
                if (!(answer instanceof ApiAnswer.Refused refused)
                        || refused.migratedTo().isEmpty()) {
                    return answer;
                }
                long now = refused.migratedTo().getAsLong();
                chats.remember(to.chat(), now);
                to = to.at(now);
                answer = calls.make(token, step, to);
            }
            return answer;
        }

        private Optional<DeliveryResult> settle(Plan.Step step, ApiAnswer answer) {
            if (answer instanceof ApiAnswer.Ok ok) {
                last = messageId(ok.result());
                progress.sent(step, last);
            }
            return verdicts.of(
                    new Verdicts.Call(step.method(), to.chat(), delivery.attempt()), answer);
        }
    }

    /** The id of the message that was made; of an album the first. */
    private static String messageId(JsonValue result) {
        JsonValue message =
                result instanceof JsonArray messages && !messages.isEmpty()
                        ? messages.getFirst()
                        : result;
        return message instanceof JsonObject object
                        && object.get("message_id") instanceof JsonNumber id
                ? id.toString()
                : "";
    }
}
