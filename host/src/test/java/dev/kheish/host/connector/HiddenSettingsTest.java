package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Values of hidden maps, such as the environment of a program, on the disk and off it. */
final class HiddenSettingsTest {
    private static final String SENTINEL = "sentinel-pAssw0rd";
    private static final String WITH_ENV =
            "{'allow_anonymous':true,'child':{'command':'run','env':{'PASSWORD':'"
                    + SENTINEL
                    + "','MODE':'fast'}}}";

    private static final Map<String, String> EXPECTED =
            Map.of("PASSWORD", SENTINEL, "MODE", "fast");

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
    void areNotInClearInAnyFile() throws Exception {
        rig.stored("desk", WITH_ENV);
        rig.stored("desk", "{'rate':7}");
        rig.connectors.pause(Rig.lamp("desk"), Rig.ACTOR);
        assertThat(filesWithSentinel()).isEmpty();

        rig.stop();

        assertThat(filesWithSentinel()).isEmpty();
        rig.start();
        assertThat(rig.events()).noneMatch(event -> event.contains(SENTINEL));
        assertThat(rig.audited).noneMatch(line -> line.contains(SENTINEL));
    }

    @Test
    void reachTheKindAlsoAfterARestart() throws Exception {
        rig.stored("desk", WITH_ENV);
        assertThat(environment()).isEqualTo(EXPECTED);

        rig.restart();
        rig.awaitState("desk", "active");

        assertThat(environment()).isEqualTo(EXPECTED);
    }

    @Test
    void theSameInputChangesNothing() throws Exception {
        long revision = rig.stored("desk", WITH_ENV).path("revision").asLong();
        rig.restart();

        assertThat(rig.stored("desk", WITH_ENV).path("revision").asLong()).isEqualTo(revision);
        assertThat(rig.stored("desk", WITH_ENV.replace("fast", "slow")).path("revision").asLong())
                .isEqualTo(revision + 1);
    }

    @Test
    void stayWhatTheyAreWhileTheKindIsAway() throws Exception {
        rig.stored("desk", WITH_ENV);
        rig.kinds.withdraw("lamp");
        rig.restart();
        rig.awaitState("desk", "waiting_for_kind");
        rig.connectors.pause(Rig.lamp("desk"), Rig.ACTOR);
        rig.connectors.resume(Rig.lamp("desk"), Rig.ACTOR);
        rig.restart();

        rig.kinds.offer(rig.lamp);
        rig.awaitState("desk", "active");

        assertThat(environment()).isEqualTo(EXPECTED);
        assertThat(filesWithSentinel()).isEmpty();
    }

    @Test
    void areOfNoUseToAnotherConnectorOrSetting() throws Exception {
        rig.stored("desk", WITH_ENV);
        rig.stored("floor", WITH_ENV);
        String settings = "(select settings from connector where name = 'desk')";
        rig.store.write(
                tx ->
                        tx.update(
                                "update connector set settings = "
                                        + settings
                                        + " where name = 'floor'"));
        rig.store.write(
                tx ->
                        tx.update(
                                "update connector set settings = replace(settings, 'PASSWORD', 'OTHER')"
                                        + " where name = 'desk'"));

        rig.restart();

        rig.awaitState("floor", "error");
        rig.awaitState("desk", "error");
        assertThat(rig.view("floor").path("errors").findValuesAsText("field"))
                .containsExactly("child.env.PASSWORD", "child.env.MODE");
        assertThat(rig.view("desk").path("last_error").asText())
                .isEqualTo("child.env.OTHER cannot be decrypted; give it again");

        rig.stored("desk", WITH_ENV);
        rig.awaitState("desk", "active");
    }

    private Map<String, String> environment() {
        return rig.lamp.last().settings.object("child").orElseThrow().map("env");
    }

    private List<Path> filesWithSentinel() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile).filter(HiddenSettingsTest::holds).toList();
        }
    }

    private static boolean holds(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains(SENTINEL);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
