package dev.kheish.sample.echo;

import dev.kheish.sidecar.JsonObject;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The newest answers, at most {@value #MOST}. Safe for use by many threads. */
final class Said {
    private static final int MOST = 100;

    private final Deque<JsonObject> answers = new ArrayDeque<>();

    synchronized void add(String who, String text, String deliveryId) {
        if (answers.size() == MOST) {
            answers.removeFirst();
        }
        answers.addLast(
                JsonObject.empty()
                        .with("who", who)
                        .with("text", text)
                        .with("delivery_id", deliveryId));
    }

    /** {@code {"said": [{"who", "text", "delivery_id"}]}}, the oldest first. */
    synchronized JsonObject view() {
        return JsonObject.of(Map.of("said", List.copyOf(answers)));
    }
}
