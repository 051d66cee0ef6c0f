package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.cli.sidecar.stage.Answer;
import dev.kheish.host.cli.sidecar.stage.Limits;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** How answers to deliveries are read. */
final class Outcomes {
    private static final Set<String> STATUSES =
            Set.of("committed", "retryable_error", "terminal_error");

    /** Say that it should be tried again, whatever the body is. */
    private static final Set<Integer> BUSY = Set.of(408, 425, 429);

    private Outcomes() {}

    /** What is wrong with an answer to a delivery; empty if it is one that the host understands. */
    static Optional<String> flaw(Asked asked) {
        if (!(asked.answer() instanceof Answer.Reply reply)) {
            return Optional.of("the delivery was not answered: " + asked.summary());
        }
        JsonNode body = reply.json();
        int size = reply.body().getBytes(StandardCharsets.UTF_8).length;
        if (reply.status() != 200) {
            return Optional.of("the delivery was answered with HTTP " + reply.status());
        }
        if (size > Limits.DELIVERY_ANSWER) {
            return Optional.of("the answer has more than 64 KiB");
        }
        if (!body.isObject()) {
            return Optional.of("the answer is not a JSON object");
        }
        if (!STATUSES.contains(body.path("status").asText())) {
            return Optional.of(
                    "status is %s, not one of %s"
                            .formatted(body.path("status"), String.join(", ", STATUSES)));
        }
        JsonNode detail = body.path("detail");
        return detail.isMissingNode() || detail.isNull() || detail.isTextual()
                ? Optional.empty()
                : Optional.of("detail is neither absent nor a text");
    }

    /** The status member, whatever it is. */
    static String of(Asked asked) {
        return asked.json().path("status").asText("");
    }

    /** Will the host try again? As it reads it, also from a sidecar that keeps no rule. */
    static boolean retryable(Answer answer) {
        if (!(answer instanceof Answer.Reply reply)) {
            return true;
        }
        String status = reply.json().path("status").asText("");
        return switch (status) {
            case "retryable_error" -> true;
            case "terminal_error" -> false;
            default ->
                    BUSY.contains(reply.status())
                            || reply.status() >= 500
                            || (reply.status() / 100 == 2 && !status.equals("committed"));
        };
    }
}
