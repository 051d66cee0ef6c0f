package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class ConnectorFileTest {
    private static final String DESK =
            """
            connectors:
              lamp:
                desk:
                  token: {env: TOKEN_VARIABLE}
                  rate: 7
            """;

    @TempDir Path home;
    private Rig rig;

    @BeforeEach
    void start() throws InterruptedException {
        rig = Rig.started(home);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void opensWhatTheFileSays() throws InterruptedException {
        FileReport report = rig.write(DESK);
        rig.awaitState("desk", "active");

        assertThat(report.error()).isEmpty();
        assertThat(rig.view("desk").path("source").asText()).isEqualTo("file");
        assertThat(rig.view("desk").path("rate").asInt()).isEqualTo(7);
        assertThat(rig.put("desk", "{'rate':8}")).isInstanceOf(PutOutcome.FileBacked.class);
        assertThat(
                        rig.connectors.delete(
                                DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR).forgetting()))
                .isInstanceOf(DeleteOutcome.FileBacked.class);
    }

    @Test
    void followsTheFile() throws InterruptedException, IOException {
        rig.write(DESK);
        rig.awaitState("desk", "active");

        Files.writeString(rig.file(), DESK.replace("7", "123"));
        rig.connectors.tidy(false);
        Rig.await(() -> rig.view("desk").path("rate").asInt() == 123);
        Rig.await(() -> rig.lamp.opened.size() == 2);

        assertThat(rig.view("desk").path("revision").asInt()).isEqualTo(2);
    }

    @Test
    void keepsTheLastGoodFile() throws InterruptedException, IOException {
        rig.write(DESK);
        rig.awaitState("desk", "active");

        assertThat(rig.write("connectors: {lamp: {desk: {token: sentinel").error().orElseThrow())
                .startsWith("It is not well-formed YAML near line 1")
                .doesNotContain("sentinel");
        assertThat(rig.write("conectors: {}").error().orElseThrow())
                .contains("did you mean 'connectors'?");
        assertThat(rig.write("connectors: {lamp: [1]}").error()).isPresent();
        Files.delete(rig.file());
        assertThat(rig.connectors.reload().error()).isPresent();

        assertThat(rig.view("desk").path("state").asText()).isEqualTo("active");
        assertThat(rig.lamp.opened).hasSize(1);
    }

    @Test
    void aFileThatIsBrokenAtTheStartMakesItsConnectorsUnavailableAndNotUnknown()
            throws InterruptedException, IOException {
        rig.write(DESK);
        rig.awaitState("desk", "active");

        Files.writeString(rig.file(), "connectors: [");
        rig.restart();

        assertThat(rig.connectors.directory().find("lamp", "desk"))
                .isInstanceOfSatisfying(
                        Lookup.Unavailable.class,
                        it -> assertThat(it.code()).isEqualTo("connectors_file_unreadable"));
        assertThat(rig.connectors.directory().findForDelivery("lamp", "desk"))
                .isInstanceOf(Lookup.Unavailable.class);
        assertThat(rig.connectors.directory().find("lamp", "other"))
                .isInstanceOf(Lookup.Unknown.class);
        rig.write("connectors: {}");
        assertThat(rig.connectors.directory().find("lamp", "desk"))
                .isInstanceOf(Lookup.Unknown.class);
    }

    @Test
    void takesAnEmptyFileForNone() throws InterruptedException {
        for (String empty :
                new String[] {
                    "", "connectors:", "connectors: []", "{}", "connectors: {lamp: }", "# nothing"
                }) {
            assertThat(rig.write(empty).error()).as(empty).isEmpty();
        }
    }

    @Test
    void aBadEntryHurtsOnlyItself() throws InterruptedException {
        rig.stored("taken", "{'allow_anonymous':true}");

        FileReport report =
                rig.write(
                        """
                        connectors:
                          lamp:
                            good: {allow_anonymous: true}
                            bad: {allow_anonymus: true, rate: 0}
                            valued: {token: {value: sentinel}}
                            text: hello
                            taken: {allow_anonymous: true}
                            "a:b": {allow_anonymous: true}
                          unheard_of:
                            x: {a: 1}
                        """);
        rig.awaitState("good", "active");
        rig.awaitState("bad", "error");
        rig.awaitState("valued", "error");
        rig.awaitState("text", "error");

        assertThat(rig.view("bad").path("last_error").asText())
                .isEqualTo(
                        "allow_anonymus is not known; did you mean 'allow_anonymous'?; rate must be"
                                + " from 1 to 1000");
        assertThat(rig.view("valued").toString())
                .contains("use env or secret_ref")
                .doesNotContain("sentinel");
        assertThat(rig.view("text").path("last_error").asText())
                .isEqualTo("Its entry in the file must be an object.");
        assertThat(report.refused().stream().map(FileReport.Refused::code))
                .containsExactlyInAnyOrder("name_taken", "invalid_name");
        assertThat(rig.view("taken").path("source").asText()).isEqualTo("daemon");
        assertThat(rig.connectors.directory().find("unheard_of", "x"))
                .isInstanceOf(Lookup.Unavailable.class);
        assertThat(rig.connectors.views(true).toString())
                .contains("name_taken")
                .doesNotContain("sentinel");
    }

    @Test
    void anEntryThatComesBackIsTheSameIncarnation() throws InterruptedException {
        rig.write(DESK);
        rig.awaitState("desk", "active");
        long first = incarnation();

        rig.write("connectors: {}");
        assertThat(rig.connectors.directory().find("lamp", "desk"))
                .isInstanceOf(Lookup.Unknown.class);
        Rig.await(() -> rig.lamp.last().closes.get() == 1);
        rig.write(DESK);
        rig.awaitState("desk", "active");
        assertThat(incarnation()).isEqualTo(first);

        rig.restart();
        rig.awaitState("desk", "active");
        assertThat(incarnation()).isEqualTo(first);
    }

    @Test
    void forgetsAnEntryThatIsGoneOnlyWhenAsked() throws InterruptedException {
        rig.write(DESK);
        rig.awaitState("desk", "active");
        long first = incarnation();
        rig.write("connectors: {}");

        assertThat(rig.put("desk", "{'allow_anonymous':true}"))
                .isInstanceOf(PutOutcome.FileBacked.class);
        assertThat(rig.connectors.delete(DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR)))
                .isInstanceOf(DeleteOutcome.Unknown.class);
        assertThat(
                        rig.connectors.delete(
                                DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR).forgetting()))
                .isInstanceOf(DeleteOutcome.Deleted.class);

        rig.stored("desk", "{'allow_anonymous':true}");
        assertThat(incarnation()).isGreaterThan(first);
    }

    @Test
    void forgetsAnEntryThatLeftLongAgo() throws InterruptedException {
        rig.write(DESK);
        rig.write("connectors: {}");
        rig.now.addAndGet(29L * 86_400_000);
        rig.connectors.tidy(true);
        assertThat(rig.put("desk", "{'allow_anonymous':true}"))
                .isInstanceOf(PutOutcome.FileBacked.class);

        rig.now.addAndGet(2L * 86_400_000);
        rig.connectors.tidy(true);

        assertThat(rig.put("desk", "{'allow_anonymous':true}"))
                .isInstanceOf(PutOutcome.Stored.class);
    }

    @Test
    void anEntryThatLeftWhileTheHostWasDownIsGone() throws InterruptedException, IOException {
        rig.write(DESK);
        rig.awaitState("desk", "active");
        rig.stop();
        Files.writeString(rig.file(), "connectors: {}");

        rig.start();

        assertThat(rig.connectors.directory().find("lamp", "desk"))
                .isInstanceOf(Lookup.Unknown.class);
        assertThat(
                        rig.connectors.delete(
                                DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR).forgetting()))
                .isInstanceOf(DeleteOutcome.Deleted.class);
    }

    @Test
    void canBePausedThoughItIsInTheFile() throws InterruptedException {
        rig.write(DESK);
        rig.awaitState("desk", "active");

        rig.connectors.pause(Rig.lamp("desk"), Rig.ACTOR);
        rig.restart();

        assertThat(rig.view("desk").path("state").asText()).isEqualTo("paused");
        assertThat(rig.view("desk").path("rate").asInt()).isEqualTo(7);
    }

    @Test
    void targetsMayNameEntriesFurtherDown() throws InterruptedException {
        rig.write(
                """
                connectors:
                  lamp:
                    a: {allow_anonymous: true, extra_targets: [{plugin: lamp, address: z/1}]}
                    b: {allow_anonymous: true, extra_targets: [{plugin: lamp, address: nobody/1}]}
                    z: {allow_anonymous: true}
                """);

        rig.awaitState("a", "active");
        rig.awaitState("b", "error");
        rig.stored("nobody", "{'allow_anonymous':true}");
        rig.awaitState("b", "active");
    }

    private long incarnation() {
        return ((Lookup.Live) rig.connectors.directory().find("lamp", "desk"))
                .connector()
                .incarnation();
    }
}
