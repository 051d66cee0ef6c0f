package dev.kheish.plugin.slack;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.OutputPart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has to be done for a delivery, in order. The same delivery always has the same plan, so that
 * what was done is known again by the key of its step.
 */
final class Plan {
    private static final String CONTENT = "content";
    private static final String ANCHOR = "anchor";
    private static final String CHUNK = ":chunk:";

    private final Markup markup;
    private final Splitter splitter;
    private final List<Step> steps = new ArrayList<>();

    private Plan(Markup markup, Splitter splitter) {
        this.markup = markup;
        this.splitter = splitter;
    }

    /** One thing to do. */
    sealed interface Step {
        /** Unique in the delivery, and the same in each attempt. */
        String key();

        /** Post a text. */
        record Post(String key, String text) implements Step {}

        /** Upload a file. */
        record Upload(String key, Attachment file) implements Step {}
    }

    /**
     * Plans a delivery.
     *
     * @param inThread whether its target is a thread; if not, the first text makes one for what
     *     follows, and files wait for it
     */
    static List<Step> of(Delivery delivery, boolean inThread, Markup markup, Splitter splitter) {
        var plan = new Plan(markup, splitter);
        if (delivery.parts().isEmpty()) {
            plan.post(CONTENT, delivery.content());
        } else {
            plan.parts(delivery, inThread);
        }
        return List.copyOf(plan.steps);
    }

    private void parts(Delivery delivery, boolean inThread) {
        List<OutputPart> parts = delivery.parts();
        int used = inThread || !beginsWithFile(parts) ? -1 : anchor(delivery);
        for (int i = 0; i < parts.size(); i++) {
            int index = i;
            if (index != used) {
                parts.get(i).text().ifPresent(text -> post("text:" + index, text));
            }
            parts.get(i)
                    .attachment()
                    .ifPresent(
                            file ->
                                    steps.add(
                                            new Step.Upload(
                                                    "attachment:" + index + ":" + file.id(),
                                                    file)));
        }
    }

    private static boolean beginsWithFile(List<OutputPart> parts) {
        return parts.stream()
                .filter(part -> part.attachment().isPresent() || isVisible(part))
                .findFirst()
                .flatMap(OutputPart::attachment)
                .isPresent();
    }

    /** Posts the first text ahead of the files; the part that it was, -1 where it is none. */
    private int anchor(Delivery delivery) {
        List<OutputPart> parts = delivery.parts();
        for (int i = 0; i < parts.size(); i++) {
            Optional<String> text = parts.get(i).text().filter(each -> !each.isBlank());
            if (text.isPresent()) {
                post(ANCHOR, text.get().strip());
                return i;
            }
        }
        post(ANCHOR, delivery.content().strip());
        return -1;
    }

    private static boolean isVisible(OutputPart part) {
        return part.text().filter(text -> !text.isBlank()).isPresent();
    }

    private void post(String key, String text) {
        List<String> chunks = splitter.split(markup.escape(text));
        for (int i = 0; i < chunks.size(); i++) {
            steps.add(new Step.Post(i == 0 ? key : key + CHUNK + i, chunks.get(i)));
        }
    }

    /** By which Slack knows a post again; has the form of a UUID. */
    static String messageId(String deliveryId, Step step) {
        String d = CanonicalJson.sha256("slack-delivery:" + deliveryId + ":" + step.key());
        return "%s-%s-4%s-8%s-%s"
                .formatted(
                        d.substring(0, 8),
                        d.substring(8, 12),
                        d.substring(13, 16),
                        d.substring(17, 20),
                        d.substring(20, 32));
    }
}
