package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

final class LineLogTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final LineLog log =
            new LineLog("irc", Level.INFO, new PrintStream(bytes, true, StandardCharsets.UTF_8));

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesOneLineAnEntry() {
        log.log(Level.INFO, "joined #a\n2026 ERROR forged\u2028x");
        log.log(Level.WARNING, "{0} of {1}", "one", "two");

        assertThat(written().lines())
                .hasSize(2)
                .first()
                .asString()
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO irc: "
                                + "joined #a 2026 ERROR forged x");
        assertThat(written()).endsWith("WARNING irc: one of two" + System.lineSeparator());
    }

    @Test
    void keepsToItsLevel() {
        log.log(Level.DEBUG, "no");
        log.log(Level.OFF, "no");
        log.log(Level.ERROR, "yes");

        assertThat(written()).contains("yes").doesNotContain("no");
    }

    @Test
    void tellsOfFailuresWhatTheyAreAndNotWhatTheySay() {
        var cause = new SidecarException("ours may be told");
        log.log(Level.ERROR, "failed", new IOException("hunter2", cause));

        assertThat(written())
                .contains(
                        "failed (java.io.IOException at dev.kheish.sidecar.LineLogTest",
                        "because of dev.kheish.sidecar.SidecarException: ours may be told")
                .doesNotContain("hunter2");
    }
}
