package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Each incarnation of a connector may have a folder of its own. */
final class ConnectorFolderTest {
    private static final String PLAIN = "{'allow_anonymous':true}";

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
    void onlyTheHostsUserGetsIn() throws Exception {
        rig.stored("desk", PLAIN);

        Path folder = rig.contextOfLast().folder();

        assertThat(permissions(folder)).isEqualTo("rwx------");
        assertThat(permissions(folder.getParent())).isEqualTo("rwx------");
        assertThat(folder.getParent()).isEqualTo(home.resolve("connectors"));
    }

    @Test
    void isTheSameForTheWholeIncarnation() throws Exception {
        rig.stored("desk", PLAIN);
        Path folder = rig.contextOfLast().folder();
        Files.writeString(folder.resolve("state"), "kept");

        rig.stored("desk", "{'rate':5}");
        assertThat(rig.contextOfLast().folder()).isEqualTo(folder);
        rig.restart();
        rig.awaitState("desk", "active");

        assertThat(rig.contextOfLast().folder().resolve("state")).hasContent("kept");
        rig.stored("floor", PLAIN);
        assertThat(rig.contextOfLast().folder()).isNotEqualTo(folder);
    }

    @Test
    void goesWithTheIncarnation() throws Exception {
        rig.stored("desk", PLAIN);
        Path folder = rig.contextOfLast().folder();
        Files.createDirectories(folder.resolve("a/b"));
        Files.writeString(folder.resolve("a/b/c"), "gone");

        rig.connectors.delete(DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR));

        Rig.await(() -> !Files.exists(folder));
        assertThatThrownBy(() -> rig.contextOfLast().folder())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void staysWhenAnEntryLeavesTheFileAndGoesWhenItIsForgotten() throws Exception {
        String yaml = "connectors: {lamp: {desk: {allow_anonymous: true}}}";
        rig.write(yaml);
        rig.awaitState("desk", "active");
        Path folder = rig.contextOfLast().folder();
        Files.writeString(folder.resolve("state"), "kept");
        TestConnector first = rig.lamp.last();

        rig.write("connectors: {}");
        Rig.await(() -> first.closes.get() == 1);
        rig.write(yaml);
        rig.awaitState("desk", "active");

        assertThat(rig.contextOfLast().folder().resolve("state")).hasContent("kept");
        TestConnector second = rig.lamp.last();
        rig.write("connectors: {}");
        Rig.await(() -> second.closes.get() == 1);
        assertThat(folder).exists();
        rig.connectors.delete(DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR).forgetting());
        assertThat(folder).doesNotExist();
    }

    @Test
    void goesAtTheNextStartIfItCouldNotBefore() throws Exception {
        rig.stored("desk", PLAIN);
        Path own = rig.contextOfLast().folder();
        Path orphan = Files.createDirectories(own.resolveSibling("999").resolve("deep"));
        Path other = Files.createDirectories(own.resolveSibling("not-ours"));

        rig.restart();

        assertThat(orphan.getParent()).doesNotExist();
        assertThat(own).exists();
        assertThat(other).exists();
    }

    @Test
    void isNotMadeForThoseWhoDoNotAsk() throws Exception {
        rig.stored("desk", PLAIN);

        assertThat(home.resolve("connectors")).doesNotExist();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
