package dev.kheish.host.cli.sidecar.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.cli.sidecar.stage.Answer;
import dev.kheish.host.cli.sidecar.stage.Request;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Map;

/** How the host reads answers to deliveries. */
class OutcomesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    200 | {"status":"committed"}       | false
                    200 | {"status":"retryable_error"} | true
                    200 | {"status":"terminal_error"}  | false
                    200 | {}                           | true
                    400 | {"status":"retryable_error"} | true
                    500 | {"status":"terminal_error"}  | false
                    400 | {}                           | false
                    401 | {}                           | false
                    408 | {}                           | true
                    425 | {}                           | true
                    429 | {}                           | true
                    503 | {"error":"draining"}         | true
                    """)
    void knowsWhatIsTriedAgain(int status, String body, boolean again) {
        assertThat(Outcomes.retryable(reply(status, body))).isEqualTo(again);
    }

    @Test
    void triesAgainWhatWasNotAnswered() {
        assertThat(Outcomes.retryable(new Answer.Unreachable("refused"))).isTrue();
        assertThat(Outcomes.retryable(new Answer.Silent(Duration.ZERO))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    200 | {"status":"committed"}              | ``
                    200 | {"status":"committed","detail":null}| ``
                    200 | {"status":"committed","detail":3}   | detail is neither
                    200 | {"status":"ok"}                     | status is "ok"
                    200 | [1]                                 | not a JSON object
                    200 | no                                  | not a JSON object
                    202 | {"status":"committed"}              | HTTP 202
                    """)
    void knowsWhatIsWrongWithAnAnswer(int status, String body, String flaw) {
        Asked asked = new Asked(Request.get("/"), reply(status, body));

        assertThat(Outcomes.flaw(asked).orElse("")).contains(flaw);
        assertThat(Outcomes.flaw(asked).isEmpty()).isEqualTo(flaw.isEmpty());
    }

    @Test
    void findsAnAnswerThatIsTooLarge() {
        String body = "{\"status\":\"committed\",\"detail\":\"" + "x".repeat(65_536) + "\"}";

        assertThat(Outcomes.flaw(new Asked(Request.get("/"), reply(200, body))).orElse(""))
                .contains("64 KiB");
    }

    private static Answer.Reply reply(int status, String body) {
        return new Answer.Reply(status, Map.of(), body, true, Duration.ofMillis(1));
    }
}
