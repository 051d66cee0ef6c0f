package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpAnswer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** How one answer to a batch is taken. */
sealed interface BatchReading {
    /**
     * Some events are settled, others have to be sent again.
     *
     * @param done by index in the request
     * @param again indexes in the request, in order
     * @param afterMillis not before
     * @param why for whom there is more to send, what the host said
     */
    record Items(
            Map<Integer, Submission> done,
            List<Integer> again,
            OptionalLong afterMillis,
            int version,
            String why)
            implements BatchReading {}

    /** The host takes no batches. */
    record Singles() implements BatchReading {}

    /** Sending it again is of no use. */
    record Refused(int status, Problem problem) implements BatchReading {}

    /** Reads the answer to a batch of {@code sent} events. */
    static BatchReading read(HttpAnswer answer, int sent, int version, long nowMillis)
            throws IOException {
        if (Reading.isTransient(answer.status())) {
            Reading.Again again = Reading.again(answer, nowMillis);
            return new Items(Map.of(), all(sent), again.afterMillis(), version, again.why());
        }
        byte[] body = answer.bytes(Reading.MAX_ANSWER_BYTES);
        if (answer.status() == 200) {
            return items(results(body), sent, version);
        }
        Problem problem = Problem.read(body);
        boolean older = (answer.status() == 404 || answer.status() == 405) && problem.json();
        return older ? new Singles() : new Refused(answer.status(), problem);
    }

    /** What it is to get no answer at all. */
    static BatchReading lost(int sent, int version, String why) {
        return new Items(Map.of(), all(sent), OptionalLong.empty(), version, why);
    }

    private static List<?> results(byte[] body) {
        Object results = Reading.object(body).orElse(JsonObject.empty()).asMap().get("results");
        return results instanceof List<?> list ? list : List.of();
    }

    private static Items items(List<?> results, int sent, int version) {
        Map<Integer, Submission> done = new LinkedHashMap<>();
        List<Integer> again = new ArrayList<>();
        long after = -1;
        boolean tooNew = false;
        String why = "an answer that cannot be read";
        for (int i = 0; i < sent; i++) {
            JsonObject item = i < results.size() ? object(results.get(i)) : JsonObject.empty();
            Submission submission = Submission.read(item);
            if (submission != null && !Reading.tooNew(submission, version)) {
                done.put(i, submission);
                continue;
            }
            again.add(i);
            tooNew |= submission != null;
            if (item.asMap().get("retry_after_ms") instanceof Long millis && millis >= 0) {
                after = Math.max(after, Math.min(millis, RetryAfter.MOST_MILLIS));
            }
            if (item.asMap().get("reason") instanceof String reason) {
                why = Detail.cut(reason);
            } else if (item.asMap().get("status") instanceof String status) {
                why = Detail.cut(status);
            }
        }
        OptionalLong wait = after < 0 ? OptionalLong.empty() : OptionalLong.of(after);
        return new Items(done, again, wait, tooNew ? 1 : version, why);
    }

    private static JsonObject object(@Nullable Object item) {
        return item instanceof Map<?, ?> map ? JsonObject.ofRead(map) : JsonObject.empty();
    }

    private static List<Integer> all(int count) {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            indexes.add(i);
        }
        return indexes;
    }
}
