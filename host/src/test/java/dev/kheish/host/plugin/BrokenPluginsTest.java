package dev.kheish.host.plugin;

import static dev.kheish.host.plugin.RefusalReason.BROKEN_PROVIDER;
import static dev.kheish.host.plugin.RefusalReason.INVALID_KIND;
import static dev.kheish.host.plugin.RefusalReason.NAME_TAKEN;
import static dev.kheish.host.plugin.RefusalReason.NOT_A_PLUGIN;
import static dev.kheish.host.plugin.RefusalReason.NO_PROVIDER;
import static dev.kheish.host.plugin.RefusalReason.SPI_LEVEL_UNSUPPORTED;
import static dev.kheish.host.plugin.RefusalReason.UNREADABLE_JAR;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The ways in which plugins break. Beside each broken one lies a good one, which must not notice.
 */
final class BrokenPluginsTest {
    @TempDir Path dir;
    private static final String HANGS =
            "try { Thread.sleep(1000000); } catch (InterruptedException e) { Thread.interrupted(); }";
    private TestHost host;

    @BeforeEach
    void makeFolders() {
        host = new TestHost(dir);
    }

    @Test
    void refusesAConstructorThatThrows() {
        var refusal =
                refusalOf(
                        bad().kind(
                                        "Bad",
                                        "bad",
                                        "public Bad() { throw new IllegalStateException(\"no\"); }"));

        assertThat(refusal.reason()).isEqualTo(BROKEN_PROVIDER);
        assertThat(refusal.detail())
                .isEqualTo(
                        "Provider plugin.Bad could not be instantiated because of IllegalStateException: no");
    }

    @Test
    void refusesAStaticInitialiserThatThrows() {
        var refusal =
                refusalOf(bad().kind("Bad", "bad", "static int x = Integer.parseInt(\"x\");"));

        assertThat(refusal.reason()).isEqualTo(BROKEN_PROVIDER);
        assertThat(refusal.detail()).contains("plugin.Bad").contains("NumberFormatException");
    }

    @Test
    void refusesAMissingClassAndNamesIt() {
        var refusal =
                refusalOf(
                        bad().source("plugin.Gap", "public class Gap {}")
                                .kind("Bad", "bad", "public Bad() { new Gap(); }")
                                .without("plugin.Gap"));

        assertThat(refusal.reason()).isEqualTo(BROKEN_PROVIDER);
        assertThat(refusal.detail()).contains("plugin.Bad").contains("plugin.Gap");
    }

    @Test
    void refusesAMissingSuperclass() {
        var refusal =
                refusalOf(
                        bad().source(
                                        "plugin.Base",
                                        "public abstract class Base implements ConnectorKind {}")
                                .source(
                                        "plugin.Bad",
                                        """
                                        public class Bad extends Base {
                                            public String name() { return "bad"; }
                                            public List<SettingSpec> settings() { return List.of(); }
                                            public Connector open(Settings s, ConnectorContext c) { return null; }
                                            public Target target(String a, Origin o) { return null; }
                                        }""")
                                .provider("plugin.Bad")
                                .without("plugin.Base"));

        assertThat(refusal.reason()).isEqualTo(BROKEN_PROVIDER);
        assertThat(refusal.detail()).contains("plugin/Base");
    }

    @Test
    void refusesAConstructorThatIsNotPublic() {
        var refusal = refusalOf(bad().kind("Bad", "bad", "private Bad() {}"));

        assertThat(refusal.reason()).isEqualTo(BROKEN_PROVIDER);
        assertThat(refusal.detail()).contains("plugin.Bad");
    }

    @Test
    void refusesALevelFromTheFutureWithoutLoadingAnyClass() {
        var refusal =
                refusalOf(
                        bad().manifest("Plugin-Spi-Level", "2")
                                .kind(
                                        "Future",
                                        "future",
                                        "static { System.setProperty(\"future.loaded\", \"yes\"); }"));

        assertThat(refusal.reason()).isEqualTo(SPI_LEVEL_UNSUPPORTED);
        assertThat(refusal.detail()).isEqualTo("it needs SPI level 2; this host speaks 1 to 1");
        assertThat(System.getProperty("future.loaded")).isNull();
    }

    @Test
    void refusesALevelThatIsNoNumber() {
        var refusal = refusalOf(bad().manifest("Plugin-Spi-Level", "one").kind("Bad", "bad", ""));

        assertThat(refusal.reason()).isEqualTo(SPI_LEVEL_UNSUPPORTED);
        assertThat(refusal.detail()).isEqualTo("its Plugin-Spi-Level 'one' is not a number");
    }

    @Test
    void refusesAJarWithoutALevel() {
        var refusal = refusalOf(TestPlugin.library().kind("Bad", "bad", ""));

        assertThat(refusal.reason()).isEqualTo(NOT_A_PLUGIN);
        assertThat(refusal.detail()).contains("no Plugin-Spi-Level");
    }

    @Test
    void refusesAnIdThatIsNone() {
        var refusal = refusalOf(TestPlugin.withId("No Good").kind("Bad", "bad", ""));

        assertThat(refusal.reason()).isEqualTo(NOT_A_PLUGIN);
        assertThat(refusal.detail()).contains("'No Good'").contains("Plugin-Id");
    }

    @Test
    void refusesAJarWithoutProviders() {
        var refusal = refusalOf(bad().source("plugin.Alone", "public class Alone {}"));

        assertThat(refusal.reason()).isEqualTo(NO_PROVIDER);
    }

    @Test
    void refusesAProviderFileThatNamesNoClass() {
        var refusal = refusalOf(bad().provider("plugin.Nobody"));

        assertThat(refusal.reason()).isEqualTo(BROKEN_PROVIDER);
        assertThat(refusal.detail()).isEqualTo("Provider plugin.Nobody not found");
    }

    @Test
    void refusesAProviderThatIsNoKind() {
        var refusal =
                refusalOf(bad().source("plugin.Odd", "public class Odd {}").provider("plugin.Odd"));

        assertThat(refusal.reason()).isEqualTo(BROKEN_PROVIDER);
        assertThat(refusal.detail()).contains("plugin.Odd not a subtype");
    }

    @Test
    void refusesAPluginWholeIfOneOfItsKindsIsBroken() {
        var refusal =
                refusalOf(
                        bad().kind("Fine", "fine", "")
                                .kind(
                                        "Bad",
                                        "bad",
                                        "public Bad() { throw new IllegalStateException(\"no\"); }"));

        assertThat(refusal.reason()).isEqualTo(BROKEN_PROVIDER);
    }

    @Test
    void refusesAKindOfferedTwiceByOneJar() {
        var refusal = refusalOf(bad().kind("One", "same", "").kind("Two", "same", ""));

        assertThat(refusal.reason()).isEqualTo(NAME_TAKEN);
        assertThat(refusal.detail()).isEqualTo("it offers kind 'same' twice");
    }

    @Test
    void refusesAHalfCopiedFile() throws IOException {
        Path whole =
                TestPlugin.withId("whole")
                        .kind("Whole", "whole", "")
                        .writeTo(dir.resolve("whole.jar"));
        byte[] bytes = Files.readAllBytes(whole);
        Files.createDirectories(host.dropped());
        Files.write(host.dropped().resolve("bad.jar"), Arrays.copyOf(bytes, bytes.length / 2));

        var refusal = refusalBesideAGoodOne("bad");

        assertThat(refusal.reason()).isEqualTo(UNREADABLE_JAR);
        assertThat(refusal.detail()).isEqualTo("bad.jar: zip END header not found");
    }

    @Test
    void refusesNamesThatCannotBeUsed() {
        assertThat(refusalOf(bad().kind("Bad", "Not A Name", "")).reason()).isEqualTo(INVALID_KIND);
        assertThat(refusalOf(bad().kind("Bad", "daemon", "")).detail())
                .isEqualTo("the kind name 'daemon' is the host's own");
        assertThat(
                        refusalOf(bad().kind("Bad", "", "public String name() { return null; }"))
                                .detail())
                .isEqualTo("Kind 'plugin.Bad' failed in name: it returned null");
        assertThat(
                        refusalOf(
                                        bad().kind(
                                                        "Bad",
                                                        "",
                                                        "public String name() { throw new IllegalStateException(); }"))
                                .detail())
                .isEqualTo("Kind 'plugin.Bad' failed in name: java.lang.IllegalStateException");
    }

    @Test
    void refusesSettingsThatCannotBeUsed() {
        String head = "public List<SettingSpec> settings() { ";
        String twice = "return List.of(SettingSpec.string(\"a\"), SettingSpec.url(\"a\")); }";
        String twiceInside =
                "return List.of(SettingSpec.object(\"o\", List.of(SettingSpec.string(\"a\"), SettingSpec.url(\"a\")))); }";

        assertThat(refusalOf(bad().kind("Bad", "bad", head + "return null; }")).detail())
                .isEqualTo("Kind 'bad' failed in settings: it returned null");
        assertThat(
                        refusalOf(
                                        bad().kind(
                                                        "Bad",
                                                        "bad",
                                                        head + "throw new StackOverflowError(); }"))
                                .reason())
                .isEqualTo(INVALID_KIND);
        assertThat(refusalOf(bad().kind("Bad", "bad", head + twice)).detail())
                .isEqualTo("'bad' has setting 'a' twice");
        assertThat(refusalOf(bad().kind("Bad", "bad", head + twiceInside)).detail())
                .isEqualTo("'bad.o' has setting 'a' twice");
    }

    @Test
    void refusesAKindThatFailsToStart() {
        var refusal =
                refusalOf(
                        bad().kind(
                                        "Bad",
                                        "bad",
                                        "public void start(KindContext c) { throw new IllegalStateException(); }"));

        assertThat(refusal.reason()).isEqualTo(BROKEN_PROVIDER);
        assertThat(refusal.detail())
                .isEqualTo("Kind 'bad' failed in start: java.lang.IllegalStateException");
    }

    @Test
    void refusesAKindThatHangsWhileItIsMadeAndSaysWhere() {
        var refusal = refusalOf(bad().kind("Bad", "bad", "public Bad() {" + HANGS + "}"));

        assertThat(refusal.reason()).isEqualTo(BROKEN_PROVIDER);
        assertThat(refusal.detail())
                .isEqualTo(
                        "making its kinds, which should do no work: it did not return within 2 s; it is at plugin.Bad.<init>(Bad.java:1)");
    }

    @Test
    void refusesAKindThatHangsInStart() {
        var refusal =
                refusalOf(
                        bad().kind(
                                        "Bad",
                                        "bad",
                                        "public void start(KindContext c) {" + HANGS + "}"));

        assertThat(refusal.reason()).isEqualTo(BROKEN_PROVIDER);
        assertThat(refusal.detail())
                .startsWith(
                        "Kind 'bad' failed in start: it did not return within 2 s; it is at plugin.Bad.start");
    }

    @Test
    void aConnectorThatIsOpenedTooLateIsClosedAgain() throws Exception {
        String property = "closed-by-" + System.nanoTime();
        String opensLate =
                "public Connector open(Settings s, ConnectorContext c) {"
                        + HANGS
                        + "return new Connector() { public void close() { System.setProperty(\""
                        + property
                        + "\", \"yes\"); } }; }";
        bad().kind("Bad", "bad", opensLate).writeTo(host.dropped().resolve("bad.jar"));

        try (Plugins plugins = host.open();
                KindLease lease = plugins.lease("bad").orElseThrow()) {
            assertThatThrownBy(() -> lease.kind().open(null, TestHost.nothingLent()))
                    .isInstanceOf(PluginFault.class)
                    .hasMessageStartingWith(
                            "Kind 'bad' failed in open: it did not return within 2 s; it is at plugin.Bad.open");

            long deadline = System.nanoTime() + 5_000_000_000L;
            while (System.getProperty(property) == null && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(System.clearProperty(property)).isEqualTo("yes");
        }
    }

    @Test
    void warnsOfAJarThatBringsTheContract() {
        bad().kind("Fine", "fine", "")
                .source("dev.kheish.spi.Extra", "public class Extra {}")
                .writeTo(host.dropped().resolve("bad.jar"));

        try (Plugins plugins = host.open()) {
            PluginView view = TestHost.view(plugins, "bad");
            assertThat(view.state()).isEqualTo(PluginState.OFFERED);
            assertThat(view.warnings()).singleElement().asString().contains("scope 'provided'");
        }
    }

    @Test
    void refusesAKindThatAnEarlierPluginOffersAndNamesItsOwner() {
        Path owner =
                TestPlugin.withId("owner")
                        .kind("Mine", "mine", "")
                        .writeTo(host.shipped().resolve("z.jar"));
        var refusal = refusalOf(bad().kind("Bad", "mine", ""));

        assertThat(refusal.reason()).isEqualTo(NAME_TAKEN);
        assertThat(refusal.detail())
                .isEqualTo("kind 'mine' is offered by plugin 'owner' (" + owner + ")");
    }

    @Test
    void refusesAnIdThatAnEarlierPluginHas() {
        TestPlugin.withId("bad")
                .kind("First", "first", "")
                .writeTo(host.shipped().resolve("z.jar"));
        TestPlugin.withId("bad")
                .kind("Second", "second", "")
                .writeTo(host.dropped().resolve("a.jar"));

        try (Plugins plugins = host.open()) {
            assertThat(plugins.kindNames()).containsExactly("first");
            assertThat(plugins.views())
                    .extracting(PluginView::state)
                    .containsExactlyInAnyOrder(PluginState.OFFERED, PluginState.REFUSED);
        }
    }

    private static TestPlugin bad() {
        return TestPlugin.withId("bad");
    }

    private PluginView.Refusal refusalOf(TestPlugin bad) {
        bad.writeTo(host.dropped().resolve("bad.jar"));
        return refusalBesideAGoodOne("bad.jar");
    }

    private PluginView.Refusal refusalBesideAGoodOne(String name) {
        TestPlugin.withId("good")
                .kind("Good", "good", "")
                .writeTo(host.dropped().resolve("good.jar"));
        try (Plugins plugins = host.open()) {
            assertThat(plugins.kindNames()).contains("good");
            return plugins.views().stream()
                    .filter(view -> view.source().getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow()
                    .refusal()
                    .orElseThrow();
        }
    }
}
