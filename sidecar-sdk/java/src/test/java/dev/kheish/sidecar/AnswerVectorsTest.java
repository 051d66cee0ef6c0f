package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.sidecar.http.HttpAnswer;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

final class AnswerVectorsTest {
    @TestFactory
    List<DynamicTest> answersToSingleEventsAreTakenAsTheVectorsSay() throws Exception {
        return Vectors.tests(
                "answers.json",
                entry -> {
                    Reading reading = Reading.single(answer(entry), version(entry), now(entry));

                    assertThat(words(reading, answerStatus(entry)))
                            .isEqualTo(expected(entry.object("outcome").orElseThrow(), entry));
                });
    }

    @TestFactory
    List<DynamicTest> answersToBatchesAreTakenAsTheVectorsSay() throws Exception {
        return Vectors.tests(
                "batch-answers.json",
                entry -> {
                    int sent = (int) entry.integer("sent").orElseThrow();

                    BatchReading reading =
                            BatchReading.read(answer(entry), sent, version(entry), now(entry));

                    checkBatch(reading, entry);
                });
    }

    @TestFactory
    List<DynamicTest> waitsAreReadAsTheVectorsSay() throws Exception {
        return Vectors.tests(
                "retry-after.json",
                entry ->
                        assertThat(RetryAfter.millis(entry.text("header").orElse(null), now(entry)))
                                .isEqualTo(entry.integer("delay_ms")));
    }

    @TestFactory
    List<DynamicTest> downloadPathsAreSafeAsTheVectorsSay() throws Exception {
        return Vectors.tests(
                "download-paths.json",
                entry ->
                        assertThat(DownloadPath.isSafe(entry.requiredText("path")))
                                .isEqualTo(entry.flag("ok").orElseThrow()));
    }

    private static HttpAnswer answer(JsonObject entry) {
        Map<String, String> headers = new LinkedHashMap<>();
        JsonObject given = entry.object("headers").orElseThrow();
        given.asMap().keySet().forEach(name -> headers.put(name, given.requiredText(name)));
        byte[] body = entry.requiredText("body").getBytes(StandardCharsets.UTF_8);
        return new HttpAnswer(answerStatus(entry), headers, body);
    }

    private static int answerStatus(JsonObject entry) {
        return (int) entry.integer("status").orElseThrow();
    }

    private static int version(JsonObject entry) {
        return (int) entry.integer("protocol_version").orElse(2);
    }

    private static long now(JsonObject entry) {
        return entry.integer("now_ms").orElse(0);
    }

    private static Map<String, Object> expected(JsonObject outcome, JsonObject entry) {
        Map<String, Object> expected = new LinkedHashMap<>(outcome.asMap());
        if ("refused".equals(expected.get("kind"))) {
            expected.put("status", (long) answerStatus(entry));
        }
        return expected;
    }

    private static Map<String, Object> words(Reading reading, int status) {
        Map<String, Object> words = new LinkedHashMap<>();
        switch (reading) {
            case Reading.Settled(Submission submission) -> submission(words, "kind", submission);
            case Reading.Again(OptionalLong after, String _) -> {
                words.put("kind", "retry");
                after.ifPresent(millis -> words.put("after_ms", millis));
            }
            case Reading.Refused(int refused, Problem problem) -> {
                HostRefusedException error = problem.refusal("Submitting", refused, "demo");
                words.put("kind", "refused");
                words.put("status", (long) error.status());
                error.code().ifPresent(code -> words.put("code", code));
                assertThat(error.status()).isEqualTo(status);
            }
            case Reading.OlderVersion() -> words.put("kind", "fallback_v1");
        }
        return words;
    }

    private static void submission(
            Map<String, Object> words, String statusName, Submission submission) {
        words.put(statusName, submission.status());
        submission.sessionId().ifPresent(id -> words.put("session_id", id));
        submission.runId().ifPresent(id -> words.put("run_id", id));
        submission.reason().ifPresent(reason -> words.put("reason", reason));
    }

    private static void checkBatch(BatchReading reading, JsonObject entry) {
        JsonObject outcome = entry.object("outcome").orElseThrow();
        String kind = outcome.requiredText("kind");
        switch (reading) {
            case BatchReading.Items items -> {
                assertThat(kind).isEqualTo("items");
                List<Map<String, Object>> done =
                        items.done().entrySet().stream()
                                .map(
                                        one -> {
                                            Map<String, Object> words = new LinkedHashMap<>();
                                            words.put("index", (long) one.getKey());
                                            submission(words, "status", one.getValue());
                                            return words;
                                        })
                                .toList();
                assertThat((Object) done).isEqualTo(outcome.asMap().get("done"));
                assertThat((Object) items.again().stream().map(Integer::longValue).toList())
                        .isEqualTo(outcome.asMap().get("again"));
                assertThat(items.afterMillis()).isEqualTo(outcome.integer("after_ms"));
                assertThat((long) items.version())
                        .isEqualTo(outcome.integer("protocol_version").orElse(version(entry)));
            }
            case BatchReading.Singles() -> assertThat(kind).isEqualTo("singles");
            case BatchReading.Refused(int status, Problem problem) -> {
                assertThat(kind).isEqualTo("refused");
                assertThat(status).isEqualTo(answerStatus(entry));
                assertThat(problem.refusal("Submitting", status, "demo").code())
                        .isEqualTo(outcome.text("code"));
            }
        }
    }
}
