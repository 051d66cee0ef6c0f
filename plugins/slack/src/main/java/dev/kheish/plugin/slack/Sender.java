package dev.kheish.plugin.slack;

import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;
import dev.kheish.spi.Settings;

import jakarta.json.spi.JsonProvider;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Brings deliveries to Slack, step by step; what earlier attempts have done is not done again. Safe
 * for use by many threads.
 */
final class Sender {
    private final SlackApi api;
    private final Verdicts verdicts;
    private final Uploader uploader;
    private final JsonProvider json;
    private final Markup markup;
    private final Splitter splitter = new Splitter(Splitter.LONGEST);

    Sender(
            Settings settings,
            SlackApi api,
            Verdicts verdicts,
            Uploader uploader,
            JsonProvider json) {
        this.api = api;
        this.verdicts = verdicts;
        this.uploader = uploader;
        this.json = json;
        this.markup = new Markup(settings.bool(SlackSettings.BROADCASTS));
    }

    DeliveryResult send(Delivery delivery, SlackReplyRoute to, Tokens.Token token)
            throws InterruptedException {
        List<Plan.Step> steps = Plan.of(delivery, to.thread() != null, markup, splitter);
        if (steps.isEmpty()) {
            return DeliveryResult.rejected(
                    "There is neither text nor file among the parts; artifacts do not go to"
                            + " Slack.");
        }
        Progress progress = new Progress(delivery.progress(), json);
        Optional<Duration> pause = pause(steps, progress, to, token);
        if (pause.isPresent()) {
            return DeliveryResult.later(pause.get(), "Slack asked to wait.");
        }
        return new Trip(delivery, token, progress).go(steps, to);
    }

    /** How long the first thing to do has to wait. */
    private Optional<Duration> pause(
            List<Plan.Step> steps, Progress progress, SlackReplyRoute to, Tokens.Token token) {
        return steps.stream()
                .filter(step -> !progress.isDone(step))
                .findFirst()
                .flatMap(step -> verdicts.pause(Pauses.place(step, token, to.channel())));
    }

    /** One attempt. For one thread. */
    private final class Trip {
        private final Delivery delivery;
        private final Tokens.Token token;
        private final Progress progress;
        private boolean moved;
        private String last = "";

        Trip(Delivery delivery, Tokens.Token token, Progress progress) {
            this.delivery = delivery;
            this.token = token;
            this.progress = progress;
        }

        DeliveryResult go(List<Plan.Step> steps, SlackReplyRoute target)
                throws InterruptedException {
            SlackReplyRoute to = target;
            for (Plan.Step step : steps) {
                Optional<DeliveryResult> end =
                        switch (step) {
                            case Plan.Step.Post post -> post(post, to);
                            case Plan.Step.Upload upload -> upload(upload, to);
                        };
                if (end.isPresent()) {
                    return end.get();
                }
                if (to.thread() == null && step instanceof Plan.Step.Post post) {
                    // The first text makes a thread of what follows.
                    to = progress.posted(post).filter(ts -> !ts.isEmpty()).map(to::in).orElse(to);
                }
            }
            return DeliveryResult.delivered(Evidence.status(200).withProviderId(last));
        }

        private Optional<DeliveryResult> post(Plan.Step.Post step, SlackReplyRoute to)
                throws InterruptedException {
            Optional<String> posted = progress.posted(step);
            if (posted.isPresent()) {
                last = posted.get();
                return Optional.empty();
            }
            String id = Plan.messageId(delivery.id(), step);
            ApiAnswer answer = api.postMessage(token, to.channel(), to.thread(), step.text(), id);
            if (answer instanceof ApiAnswer.Ok ok) {
                last = ok.text("ts");
                progress.post(step, last, id);
            }
            Optional<DeliveryResult> end =
                    verdicts.repeatable(call(SlackApi.POST_MESSAGE, step, to), answer);
            moved |= end.isEmpty();
            return end;
        }

        private Optional<DeliveryResult> upload(Plan.Step.Upload step, SlackReplyRoute to)
                throws InterruptedException {
            boolean done = progress.isDone(step);
            var call = call(SlackApi.GET_UPLOAD_URL, step, to);
            Optional<DeliveryResult> end = uploader.upload(step, to, progress, call);
            last = progress.upload(step).fileId();
            moved |= end.isEmpty() && !done;
            return end;
        }

        private Verdicts.Call call(String method, Plan.Step step, SlackReplyRoute to) {
            String place = Pauses.place(step, token, to.channel());
            return new Verdicts.Call(method, token, place, delivery.attempt(), moved);
        }
    }
}
