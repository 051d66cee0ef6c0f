package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.cli.sidecar.RunningSidecar;
import dev.kheish.host.cli.sidecar.check.Checks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the check of sidecars is called. */
class SidecarUsageTest {
    private final TestCli cli = new TestCli().with("PATH", System.getenv("PATH"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    sidecar check                                    | after -- the command
                    sidecar check http://user@127.0.0.1:1            | is not the address of a sidecar
                    sidecar check http://127.0.0.1:1 --lifeline      | --lifeline needs a sidecar that is started here
                    sidecar check --only nothing -- true             | There is no check 'nothing'
                    sidecar check --timeout soon -- true             | 'soon' is not a length of time
                    sidecar check --env X -- true                    | 'X' is not of the form NAME=VALUE
                    sidecar check --env KHEISH_EXTERNAL_CONNECTOR_NAME=x -- true | is set by the host
                    sidecar check --credential A=/no/such -- true    | There is no file /no/such
                    sidecar check -- no-such-program-anywhere        | There is no program 'no-such-program-anywhere'
                    """)
    void saysWhatIsWrongWithTheCommandLine(String words, String complaint) {
        TestCli.Result result = cli.run(words.split(" ", -1));

        assertThat(result.err()).contains(complaint);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void saysThatNothingAnswers() {
        String url = "http://127.0.0.1:" + RunningSidecar.freePort();

        TestCli.Result result = cli.run("sidecar", "check", url);

        assertThat(result.err()).contains("Nothing answers at " + url);
        assertThat(result.code()).isEqualTo(3);
    }

    @Test
    void listsTheChecks() {
        TestCli.Result result = cli.run("sidecar", "check", "--list");

        assertThat(result.out().lines()).hasSize(Checks.all().size() + 1);
        assertThat(result.out()).contains("restart-killed", "How it is started");
        assertThat(result.code()).isZero();
    }

    @Test
    void failsWhenTheSidecarEndsAtOnce() {
        TestCli.Result result =
                cli.run("sidecar", "check", "--", "sh", "-c", "echo cannot go on >&2; exit 7");

        assertThat(result.out())
                .contains("the process ended with code 7 before it was up")
                .contains("cannot go on")
                .contains("0 passed, 1 failed, ");
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void doesNotCallItGoodWhenNothingWasChecked() {
        assertThat(cli.run("sidecar", "check", "--only", "lifeline", "--", "true").code())
                .as("nothing was checked")
                .isEqualTo(1);
    }
}
