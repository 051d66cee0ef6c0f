package dev.kheish.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.Origin;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedTransferQueue;
import java.util.stream.Stream;

/** Jars that come, change and go. */
final class PluginsTest {
    @TempDir Path dir;
    private TestHost host;

    @BeforeEach
    void makeFolders() {
        host = new TestHost(dir);
    }

    @Test
    void aMissingFolderHoldsNoPlugins() {
        try (Plugins plugins = host.open()) {
            assertThat(plugins.views()).isEmpty();
            assertThat(plugins.kindNames()).isEmpty();
        }
    }

    @Test
    void showsWhatWasLoaded() {
        Path jar =
                write(
                        TestPlugin.withId("x")
                                .manifest("Plugin-Version", "1.2")
                                .kind("A", "a", "")
                                .kind("B", "b", ""),
                        "x");

        try (Plugins plugins = host.open()) {
            PluginView view = TestHost.view(plugins, "x");

            assertThat(view.kinds()).containsExactly("a", "b");
            assertThat(view.version()).contains("1.2");
            assertThat(view.digest()).hasSize(64);
            assertThat(view.source()).isEqualTo(jar);
            assertThat(view.state()).isEqualTo(PluginState.OFFERED);
            assertThat(view.generation()).isEqualTo(1);
            assertThat(view.loadedAtMs()).isEqualTo(TestHost.CLOCK.millis());
            assertThat(view.spiLevel()).isEqualTo(1);
            assertThat(view.refusal()).isEmpty();
        }
    }

    @Test
    void aFolderIsOnePluginMadeOfItsJars() throws Exception {
        Path folder = host.dropped().resolve("many");
        TestPlugin.withId("many")
                .kind("M", "m", says("new lib.Words().say()"))
                .source(
                        "lib.Words",
                        "public class Words { public String say() { return \"from the library\"; } }")
                .without("lib.Words")
                .writeTo(folder.resolve("main.jar"));
        TestPlugin.library()
                .source(
                        "lib.Words",
                        "public class Words { public String say() { return \"from the library\"; } }")
                .writeTo(folder.resolve("lib.jar"));

        try (Plugins plugins = host.open()) {
            assertThat(TestHost.ask(plugins, "m", "")).isEqualTo("from the library");
            assertThat(TestHost.view(plugins, "many").source()).isEqualTo(folder);
        }
    }

    @Test
    void anIdIsTheFileNameIfTheManifestNamesNone() {
        TestPlugin.library()
                .manifest("Plugin-Spi-Level", "1")
                .kind("A", "a", "")
                .writeTo(host.dropped().resolve("my-plugin.jar"));

        try (Plugins plugins = host.open()) {
            assertThat(TestHost.view(plugins, "my-plugin").state()).isEqualTo(PluginState.OFFERED);
        }
    }

    @Test
    void ignoresHiddenAndUnfinishedFilesAndStrangers() throws IOException {
        Path whole = TestPlugin.withId("x").kind("X", "x", "").writeTo(dir.resolve("x.jar"));
        Files.createDirectories(host.dropped().resolve("empty"));
        for (String name : List.of(".x.jar", "x.jar.tmp", "x.jar.part", "README.md")) {
            Files.copy(whole, host.dropped().resolve(name));
        }

        try (Plugins plugins = host.open()) {
            assertThat(plugins.views()).isEmpty();
        }
    }

    @Test
    void overwritingAJarInPlaceLeavesItsClassesAlone() throws Exception {
        Path jar =
                write(
                        TestPlugin.withId("x")
                                .kind("X", "x", says("new Late().word()"))
                                .source(
                                        "plugin.Late",
                                        "class Late { String word() { return \"works\"; } }"),
                        "x");

        try (Plugins plugins = host.open()) {
            Files.write(jar, new byte[100]);

            assertThat(TestHost.ask(plugins, "x", "")).isEqualTo("works");
        }
    }

    @Test
    void aNewFileIsTakenAfterTwoEqualLooks() throws IOException {
        try (Plugins plugins = host.open()) {
            List<KindChange> changes = listen(plugins);
            byte[] bytes =
                    Files.readAllBytes(
                            TestPlugin.withId("x")
                                    .kind("X", "x", "")
                                    .writeTo(dir.resolve("x.jar")));
            Path jar = host.dropped().resolve("x.jar");
            Files.createDirectories(host.dropped());

            Files.write(jar, Arrays.copyOf(bytes, 200));
            plugins.scan();
            Files.write(jar, bytes);
            plugins.scan();
            assertThat(plugins.views()).isEmpty();

            plugins.scan();
            assertThat(plugins.kindNames()).containsExactly("x");
            assertThat(changes)
                    .containsExactly(new KindChange(KindChange.Type.OFFERED, "x", "x", 1));
        }
    }

    @Test
    void aChangedFileIsANewGenerationAndTheOldOneDrains() throws Exception {
        write(TestPlugin.withId("x").kind("X", "x", says("\"old\"")).kind("Y", "y", ""), "x");

        try (Plugins plugins = host.open();
                KindLease old = plugins.lease("x").orElseThrow()) {
            List<KindChange> changes = listen(plugins);
            write(
                    TestPlugin.withId("x")
                            .kind("X", "x", says("\"new, and longer\""))
                            .kind("Z", "z", ""),
                    "x");
            TestHost.settle(plugins);

            assertThat(TestHost.ask(plugins, "x", "")).isEqualTo("new, and longer");
            assertThat(old.kind().target("", Origin.CLIENT)).hasToString("old");
            assertThat(changes)
                    .containsExactly(
                            new KindChange(KindChange.Type.WITHDRAWN, "y", "x", 1),
                            new KindChange(KindChange.Type.REPLACED, "x", "x", 2),
                            new KindChange(KindChange.Type.OFFERED, "z", "x", 2));
            assertThat(plugins.views())
                    .extracting(PluginView::state)
                    .containsExactly(PluginState.DRAINING, PluginState.OFFERED);

            old.close();
            assertThat(plugins.views()).extracting(PluginView::generation).containsExactly(2L);
        }
    }

    @Test
    void aNewGenerationThatIsRefusedLeavesTheOldOneAtWork() throws Exception {
        Path jar = write(TestPlugin.withId("x").kind("X", "x", says("\"old\"")), "x");
        byte[] good = Files.readAllBytes(jar);

        try (Plugins plugins = host.open()) {
            List<KindChange> changes = listen(plugins);
            Files.write(jar, new byte[100]);
            TestHost.settle(plugins);

            assertThat(TestHost.ask(plugins, "x", "")).isEqualTo("old");
            assertThat(plugins.views())
                    .extracting(PluginView::state)
                    .containsExactly(PluginState.REFUSED, PluginState.OFFERED);

            Files.write(jar, good);
            TestHost.settle(plugins);
            assertThat(plugins.views()).extracting(PluginView::generation).containsExactly(1L);
            assertThat(changes).isEmpty();
        }
    }

    @Test
    void aFileThatIsGoneTakesItsKindsAlongAndFreesTheirNames() throws Exception {
        Path jar = write(TestPlugin.withId("x").kind("X", "x", ""), "a");
        write(TestPlugin.withId("heir").kind("X", "x", ""), "b");

        try (Plugins plugins = host.open()) {
            List<KindChange> changes = listen(plugins);
            Files.delete(jar);
            plugins.scan();
            assertThat(changes).isEmpty();
            plugins.scan();

            assertThat(changes)
                    .containsExactly(
                            new KindChange(KindChange.Type.WITHDRAWN, "x", "x", 1),
                            new KindChange(KindChange.Type.OFFERED, "x", "heir", 1));
            assertThat(plugins.views()).extracting(PluginView::id).containsExactly("heir");
        }
    }

    @Test
    void aFileThatMissesOneLookOnlyIsReplacedAndNotWithdrawn() throws Exception {
        Path jar = write(TestPlugin.withId("x").kind("X", "x", ""), "x");
        try (Plugins plugins = host.open()) {
            List<KindChange> changes = listen(plugins);
            Files.delete(jar);
            plugins.scan();
            write(TestPlugin.withId("x").manifest("Plugin-Version", "2").kind("X", "x", ""), "x");
            TestHost.settle(plugins);

            assertThat(changes)
                    .containsExactly(new KindChange(KindChange.Type.REPLACED, "x", "x", 2));
        }
    }

    @Test
    void anotherFileOfTheSameSizeAndTimeIsNoticed() throws Exception {
        Path jar = write(TestPlugin.withId("x").file("note", "one").kind("X", "x", ""), "x");
        Path other =
                TestPlugin.withId("x")
                        .file("note", "two")
                        .kind("X", "x", "")
                        .writeTo(dir.resolve("o"));
        assertThat(Files.size(other)).isEqualTo(Files.size(jar));
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(jar));
        try (Plugins plugins = host.open()) {
            Files.move(other, jar, StandardCopyOption.ATOMIC_MOVE);
            TestHost.settle(plugins);

            assertThat(TestHost.view(plugins, "x").generation()).isEqualTo(2);
        }
    }

    @Test
    void aNewerGenerationThatConnectorsObjectToIsRefusedUntilConnectorsChange() throws Exception {
        write(TestPlugin.withId("x").kind("X", "x", ""), "x");
        try (Plugins plugins = host.open()) {
            List<String> objections = new ArrayList<>(List.of("connector x/a: b: is gone"));
            List<String> asked = new ArrayList<>();
            plugins.beforeReplacing(
                    (kind, successor) -> {
                        asked.add(kind + " " + successor.map(ConnectorKind::name));
                        return List.copyOf(objections);
                    });
            write(TestPlugin.withId("x").manifest("Plugin-Version", "2").kind("X", "x", ""), "x");
            TestHost.settle(plugins);

            assertThat(asked).containsExactly("x Optional[x]");
            assertThat(plugins.views().getFirst().refusal().orElseThrow())
                    .isEqualTo(
                            new PluginView.Refusal(
                                    RefusalReason.CONNECTORS_NOT_ACCEPTED,
                                    "generation 1 stays at work: connector x/a: b: is gone"));
            assertThat(plugins.kindNames()).containsExactly("x");

            objections.clear();
            TestHost.settle(plugins);
            assertThat(asked).hasSize(1);
            plugins.connectorsChanged();
            plugins.scan();
            assertThat(plugins.views())
                    .filteredOn(view -> view.state() == PluginState.OFFERED)
                    .extracting(PluginView::generation)
                    .containsExactly(2L);
        }
    }

    @Test
    void copiesOfGenerationsThatAreGoneAreRemoved() throws Exception {
        write(TestPlugin.withId("x").kind("X", "x", ""), "x");
        try (Plugins plugins = host.open()) {
            for (int i = 2; i < 5; i++) {
                write(
                        TestPlugin.withId("x")
                                .manifest("Plugin-Version", "" + i)
                                .kind("X", "x", ""),
                        "x");
                TestHost.settle(plugins);
            }
            plugins.scan();

            try (Stream<Path> copies = Files.list(host.staging())) {
                assertThat(copies).hasSize(1);
            }
        }
    }

    @Test
    void aRetiredPluginStaysAwayUntilItsFileChanges() throws Exception {
        write(TestPlugin.withId("x").kind("X", "x", ""), "x");
        try (Plugins plugins = host.open()) {
            assertThat(plugins.retire("x", Duration.ofSeconds(5)))
                    .isInstanceOf(Retirement.Done.class);
            TestHost.settle(plugins);

            assertThat(plugins.kindNames()).isEmpty();
            assertThat(TestHost.view(plugins, "x").state()).isEqualTo(PluginState.CLOSED);
        }

        try (Plugins afterRestart = host.open()) {
            assertThat(afterRestart.kindNames()).isEmpty();
            assertThat(TestHost.view(afterRestart, "x").state()).isEqualTo(PluginState.CLOSED);

            write(TestPlugin.withId("x").kind("X", "x", "").manifest("Plugin-Version", "2"), "x");
            TestHost.settle(afterRestart);
            assertThat(afterRestart.kindNames()).containsExactly("x");
        }
    }

    @Test
    void contentThatWasRetiredElsewhereDoesNotPushOutWhatIsOffered() throws Exception {
        Path retired =
                TestPlugin.withId("x").kind("X", "x", "").writeTo(host.shipped().resolve("p.jar"));
        Path other = write(TestPlugin.withId("y").kind("Y", "y", ""), "p");
        try (Plugins plugins = host.open()) {
            plugins.retire("x", Duration.ofSeconds(5));
            List<KindChange> changes = listen(plugins);
            Files.copy(retired, other, StandardCopyOption.REPLACE_EXISTING);
            TestHost.settle(plugins);

            assertThat(plugins.kindNames()).containsExactly("y");
            assertThat(changes).isEmpty();
        }
    }

    @Test
    void aRetiredPluginIsWelcomeAgainOnceItsFileWasGone() throws Exception {
        Path jar = write(TestPlugin.withId("x").kind("X", "x", ""), "x");
        Path aside = dir.resolve("aside.jar");
        try (Plugins plugins = host.open()) {
            plugins.retire("x", Duration.ofSeconds(5));
            Files.move(jar, aside);
            TestHost.settle(plugins);
            Files.move(aside, jar, StandardCopyOption.ATOMIC_MOVE);
            TestHost.settle(plugins);

            assertThat(plugins.kindNames()).containsExactly("x");
        }
    }

    @Test
    void removesCopiesThatNothingUsesAtStart() throws IOException {
        Path jar = write(TestPlugin.withId("x").kind("X", "x", ""), "x");
        host.open().close();
        Files.createDirectories(host.staging().resolve(".new-half"));
        Files.write(
                jar, Files.readAllBytes(write(TestPlugin.withId("x").kind("X2", "x", ""), "y")));
        Files.delete(host.dropped().resolve("y.jar"));

        try (Plugins plugins = host.open();
                Stream<Path> copies = Files.list(host.staging())) {
            assertThat(copies.map(copy -> copy.getFileName().toString()))
                    .containsExactly(TestHost.view(plugins, "x").digest());
        }
    }

    @Test
    void looksAgainWheneverItsTriggerSaysSo() throws Exception {
        LinkedTransferQueue<Boolean> looks = new LinkedTransferQueue<>();
        try (Plugins plugins = host.open(looks::take)) {
            write(TestPlugin.withId("x").kind("X", "x", ""), "x");

            for (int i = 0; i < 3; i++) {
                looks.transfer(true); // the third is taken only after the second look is over
            }

            assertThat(plugins.kindNames()).containsExactly("x");
        }
    }

    @Test
    void aListenerThatFailsKeepsNoOtherFromHearing() {
        try (Plugins plugins = host.open()) {
            plugins.onChange(
                    change -> {
                        throw new IllegalStateException("not today");
                    });
            List<KindChange> changes = listen(plugins);
            write(TestPlugin.withId("x").kind("X", "x", ""), "x");
            TestHost.settle(plugins);

            assertThat(changes).hasSize(1);
        }
    }

    private Path write(TestPlugin plugin, String name) {
        return plugin.writeTo(host.dropped().resolve(name + ".jar"));
    }

    private static String says(String expression) {
        return "public Target target(String a, Origin o) { return Target.of(a, o, "
                + expression
                + "); }";
    }

    private static List<KindChange> listen(Plugins plugins) {
        List<KindChange> changes = new ArrayList<>();
        plugins.onChange(changes::add);
        return changes;
    }
}
