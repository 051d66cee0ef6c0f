package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ways in which a jar can be broken, dropped one after the other beside a good one that goes on
 * serving. The daemon and {@code kheish plugins check} say the same, in words that its author can
 * act on.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BrokenPluginsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HANGS =
            "try { Thread.sleep(10_000_000); } catch (InterruptedException e) { Thread.interrupted(); }";
    private static final String CREATES = "{\"session_policy\":{\"create_if_missing\":true}}";

    @TempDir static Path folder;
    private Path home;
    private DaemonProcess daemon;
    private Client admin;
    private int sent;

    @BeforeAll
    void start() throws Exception {
        home = folder.resolve("home");
        Path config =
                Files.writeString(
                        folder.resolve("kheish.yaml"),
                        "plugins: {rescan-every: 200ms, drain-for: 2s}\n");
        PluginJar.good("good", "1").writeTo(plugins().resolve("good.jar"));
        daemon = DaemonProcess.start(home, "--config", config.toString());
        admin = daemon.admin();
        assertThat(admin.put("/v1/runtime/connectors/good/desk", CREATES).status()).isEqualTo(201);
    }

    @AfterAll
    void stop() throws InterruptedException {
        daemon.close();
    }

    /**
     * A jar that is not taken.
     *
     * @param reason its stable name
     * @param detail a pattern that the reason's text has to match
     */
    record Refused(String what, byte[] jar, String reason, String detail) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Refused> jarsThatAreRefused() throws IOException {
        byte[] whole = PluginJar.good("bad", "1").bytes();
        return Stream.of(
                refused(
                        "a constructor that throws",
                        bad().kind("public Kind() { throw new IllegalStateException(\"no\"); }"),
                        "BROKEN_PROVIDER",
                        "Provider plugin.Kind could not be instantiated because of IllegalStateException: no"),
                refused(
                        "a static initialiser that throws",
                        bad().kind("static int x = Integer.parseInt(\"x\");"),
                        "BROKEN_PROVIDER",
                        ".*plugin.Kind.*NumberFormatException: For input string: \"x\""),
                refused(
                        "a missing class",
                        bad().source("plugin.Gap", "public class Gap {}")
                                .kind("public Kind() { new Gap(); }")
                                .without("plugin.Gap"),
                        "BROKEN_PROVIDER",
                        ".*plugin.Kind.*ClassNotFoundException: plugin.Gap"),
                refused(
                        "no public constructor",
                        bad().kind("private Kind() {}"),
                        "BROKEN_PROVIDER",
                        ".*plugin.Kind.*(constructor|public).*"),
                refused(
                        "no constructor without parameters",
                        bad().kind("public Kind(String name) {}"),
                        "BROKEN_PROVIDER",
                        ".*plugin.Kind.*constructor.*"),
                refused(
                        "a level from the future",
                        bad().label("Plugin-Spi-Level", "2").kind(""),
                        "SPI_LEVEL_UNSUPPORTED",
                        "it needs SPI level 2; this host speaks 1 to 1"),
                refused(
                        "no level",
                        bad().withoutLabel().kind(""),
                        "NOT_A_PLUGIN",
                        "its manifest has no Plugin-Spi-Level.*"),
                refused(
                        "no provider",
                        bad().source("plugin.Alone", "public class Alone {}"),
                        "NO_PROVIDER",
                        "it has no META-INF/services/dev.kheish.spi.ConnectorKind that names a class"),
                refused(
                        "a provider that is not there",
                        bad().provider("plugin.Nobody"),
                        "BROKEN_PROVIDER",
                        "Provider plugin.Nobody not found"),
                refused(
                        "a kind that another plugin offers",
                        bad().kind("Kind", "http", ""),
                        "NAME_TAKEN",
                        "kind 'http' is offered by plugin 'http' \\(.*kheish-plugin-http.jar\\)"),
                refused(
                        "the id of another plugin",
                        PluginJar.named("http").kind("Kind", "other", ""),
                        "NAME_TAKEN",
                        "the id 'http' is that of plugin 'http' \\(.*kheish-plugin-http.jar\\)"),
                new Refused(
                        "a half-copied file",
                        Arrays.copyOf(whole, whole.length / 2),
                        "UNREADABLE_JAR",
                        "bad.jar: zip END header not found"),
                new Refused("an empty file", new byte[0], "UNREADABLE_JAR", "bad.jar: zip .*"),
                refused(
                        "two kinds of one name",
                        bad().kind("One", "same", "").kind("Two", "same", ""),
                        "NAME_TAKEN",
                        "it offers kind 'same' twice"),
                refused(
                        "a kind that throws in every method",
                        bad().kind(throwsEverywhere(true)),
                        "INVALID_KIND",
                        "Kind 'plugin.Kind' failed in name: java.lang.IllegalStateException"),
                refused(
                        "a kind that hangs while it is made",
                        bad().kind("public Kind() {" + HANGS + "}"),
                        "BROKEN_PROVIDER",
                        "making its kinds, which should do no work: it did not return within 10 s; it is at plugin.Kind.<init>\\(Kind.java:1\\)"),
                refused(
                        "a kind that hangs in start",
                        bad().kind("public void start(KindContext c) {" + HANGS + "}"),
                        "BROKEN_PROVIDER",
                        "Kind 'bad' failed in start: it did not return within 10 s; it is at plugin.Kind.start\\(Kind.java:1\\)"));
    }

    @ParameterizedTest
    @MethodSource("jarsThatAreRefused")
    void isRefusedWithAReasonWhileTheGoodOneGoesOn(Refused bad) throws Exception {
        Path jar = Files.write(plugins().resolve("bad.jar"), bad.jar());
        try {
            JsonNode refusal = awaitPlugin("bad.jar", "refused").path("refusal");

            assertThat(refusal.path("reason").asText()).isEqualTo(bad.reason());
            assertThat(refusal.path("detail").asText()).matches(bad.detail());
            serves("good");
            Check check = check(jar);
            assertThat(check.exit()).isEqualTo(1);
            assertThat(check.text()).contains(bad.reason()).containsPattern(bad.detail());
        } finally {
            remove(jar);
        }
    }

    @Test
    void twoKindsOfOneJarBothWork() throws Exception {
        Path jar =
                PluginJar.named("pair")
                        .kind("One", "left", "")
                        .kind("Two", "right", "")
                        .writeTo(plugins().resolve("pair.jar"));

        awaitPlugin("pair.jar", "offered");
        connectAndServe("left");
        connectAndServe("right");
        assertThat(check(jar).exit()).isZero();
        remove(jar);
    }

    @Test
    void aJarThatBringsTheContractWorksAndIsWarnedOf() throws Exception {
        Path jar =
                PluginJar.named("bundled")
                        .kind("")
                        .source("dev.kheish.spi.Extra", "public class Extra {}")
                        .writeTo(plugins().resolve("bundled.jar"));

        JsonNode plugin = awaitPlugin("bundled.jar", "offered");
        assertThat(plugin.path("warnings").path(0).asText()).contains("scope 'provided'");
        connectAndServe("bundled");
        Check check = check(jar);
        assertThat(check.exit()).isZero();
        assertThat(check.text()).contains("warning loading: It brings classes of dev.kheish.spi");
        remove(jar);
    }

    @Test
    void aKindThatThrowsInEveryMethodButItsNameHarmsNobodyElse() throws Exception {
        Path jar =
                PluginJar.named("rogue")
                        .kind(throwsEverywhere(false))
                        .writeTo(plugins().resolve("rogue.jar"));
        awaitPlugin("rogue.jar", "offered");

        Client.Answer made = admin.put("/v1/runtime/connectors/rogue/desk", CREATES);
        assertThat(made.status()).as(made.text()).isGreaterThanOrEqualTo(400);
        assertThat(made.text()).contains("rogue").contains("validate");
        serves("good");
        Check check = check(jar);
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.text())
                .contains("Kind 'rogue' failed in target: java.lang.IllegalStateException")
                .contains("Kind 'rogue' failed in validate: java.lang.IllegalStateException");
        remove(jar);
    }

    @Test
    void aConnectorThatThrowsInEveryMethodHarmsNobodyElse() throws Exception {
        String members =
                """
                public Connector open(Settings s, ConnectorContext c) {
                    return new Connector() {
                        public List<Route> routes() { return List.of(Route.post("/events", 100, r -> { throw new IllegalStateException(); })); }
                        public void start() { throw new IllegalStateException(); }
                        public DeliveryResult deliver(Delivery d) { throw new IllegalStateException(); }
                        public Optional<String> check(Target t) { throw new IllegalStateException(); }
                        public ConnectorStatus status() { throw new IllegalStateException(); }
                        public void drain() { throw new IllegalStateException(); }
                        public void close() { throw new IllegalStateException(); }
                    };
                }
                """;
        Path jar =
                PluginJar.named("brittle").kind(members).writeTo(plugins().resolve("brittle.jar"));
        awaitPlugin("brittle.jar", "offered");
        admin.put("/v1/runtime/connectors/brittle/desk", CREATES);

        awaitError("brittle", "Kind 'brittle' failed in start: java.lang.IllegalStateException");
        serves("good");
        Check check = check(jar, "--start");
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.text()).contains("Kind 'brittle' failed in status");
        removeWithConnector("brittle", jar);
    }

    @Test
    void aKindThatHangsInOpenHarmsNobodyElse() throws Exception {
        Path jar =
                PluginJar.named("hangs")
                        .kind(
                                "public Connector open(Settings s, ConnectorContext c) { while (true) { "
                                        + HANGS
                                        + " } }")
                        .writeTo(plugins().resolve("hangs.jar"));
        awaitPlugin("hangs.jar", "offered");

        long before = System.nanoTime();
        admin.put("/v1/runtime/connectors/hangs/desk", CREATES);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(9));
        serves("good");
        String reason =
                "Kind 'hangs' failed in open: it did not return within 10 s; it is at plugin.Kind.open(Kind.java:1)";
        awaitError("hangs", reason);
        Check check = check(jar);
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.text())
                .contains("failed  opening of hangs: " + reason)
                .contains("kept by thread 'kind hangs open' in plugin.Kind.open");
        removeWithConnector("hangs", jar);
        awaitKept("hangs", "thread 'kind hangs open' in plugin.Kind.open");
        serves("good");
    }

    @Test
    void aKindThatLeaksThreadsIsShownWithTheirNames() throws Exception {
        String leaks =
                "public Connector open(Settings s, ConnectorContext c) { "
                        + "Thread.ofPlatform().daemon().name(\"left-behind\").start(() -> {"
                        + HANGS
                        + "}); return new Events(c, \"1\"); }";
        Path jar = PluginJar.named("leaky").kind(leaks).writeTo(plugins().resolve("leaky.jar"));
        awaitPlugin("leaky.jar", "offered");
        connectAndServe("leaky");

        Check check = check(jar);
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.text())
                .contains("kept by thread 'left-behind' in plugin.Kind.lambda$open$0");
        removeWithConnector("leaky", jar);
        awaitKept("leaky", "thread 'left-behind' in plugin.Kind.lambda$open$0");
        assertThat(admin.get("/v1/status").json().findValue("unreclaimed").asInt()).isPositive();
        serves("good");
    }

    @Test
    void aKindThatFloodsSubmitLeavesRoomForOthersAndIsNamed() throws Exception {
        String floods =
                """
                public Connector open(Settings s, ConnectorContext c) {
                    return new Connector() {
                        public void start() {
                            for (int i = 0; i < 6000; i++) {
                                int thread = i;
                                c.spawn("flood-" + i, () -> {
                                    for (int n = 0; !Thread.currentThread().isInterrupted(); n++) {
                                        String key = thread + "-" + n;
                                        InboundEvent event = InboundEvent.builder("flood", "flood").once(key, key)
                                            .content(key).naturalSession("flood-" + thread).build();
                                        c.submit(event);
                                    }
                                });
                            }
                        }
                    };
                }
                """;
        Path jar = PluginJar.named("flood").kind(floods).writeTo(plugins().resolve("flood.jar"));
        awaitPlugin("flood.jar", "offered");
        Check check = check(jar, "--start");
        assertThat(check.exit()).as(check.text()).isEqualTo(1);
        assertThat(check.text()).contains("submits faster than the host commits");

        admin.put("/v1/runtime/connectors/flood/desk", CREATES);
        Deadline.within(
                PATIENCE,
                "the flood is turned away",
                () -> view("flood").path("overloaded").path("turned_away").asLong() > 0);
        for (int i = 0; i < 20; i++) {
            serves("good");
        }
        removeWithConnector("flood", jar);
        serves("good");
    }

    private static PluginJar bad() {
        return PluginJar.named("bad");
    }

    private static Refused refused(String what, PluginJar jar, String reason, String detail)
            throws IOException {
        return new Refused(what, jar.bytes(), reason, detail);
    }

    private static String throwsEverywhere(boolean inName) {
        String name = inName ? "public String name() { throw new IllegalStateException(); }" : "";
        return name
                + """
                public List<FieldError> validate(Settings s) { throw new IllegalStateException(); }
                public List<FieldError> advice(Settings s) { throw new IllegalStateException(); }
                public Connector open(Settings s, ConnectorContext c) { throw new IllegalStateException(); }
                public void recover(RecoveryContext c) { throw new IllegalStateException(); }
                public Target target(String a, Origin o) { throw new IllegalStateException(); }
                public Target target(JsonObject a, Origin o) { throw new IllegalStateException(); }
                """;
    }

    private Path plugins() {
        return home.resolve("plugins");
    }

    private JsonNode awaitPlugin(String file, String state) throws Exception {
        JsonNode[] found = new JsonNode[1];
        Deadline.within(
                PATIENCE,
                file + " is " + state,
                () -> {
                    for (JsonNode plugin : admin.get("/v1/runtime/plugins").json()) {
                        if (plugin.path("path").asText().endsWith("/" + file)
                                && plugin.path("state").asText().equals(state)) {
                            found[0] = plugin;
                        }
                    }
                    return found[0] != null;
                });
        return found[0];
    }

    private void awaitKept(String id, String holder) throws Exception {
        Deadline.within(
                PATIENCE,
                id + " is kept by " + holder,
                () -> {
                    for (JsonNode plugin : admin.get("/v1/runtime/plugins").json()) {
                        if (plugin.path("id").asText().equals(id)
                                && plugin.path("kept_in_memory")
                                        .path("by")
                                        .toString()
                                        .contains(holder)) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    private void awaitError(String kind, String error) throws Exception {
        Deadline.within(
                PATIENCE,
                kind + " says " + error,
                () -> view(kind).path("last_error").asText().equals(error));
    }

    private JsonNode view(String kind) throws Exception {
        return admin.get("/v1/runtime/connectors/" + kind + "/desk").json();
    }

    private void connectAndServe(String kind) throws Exception {
        Client.Answer made = admin.put("/v1/runtime/connectors/" + kind + "/desk", CREATES);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        serves(kind);
    }

    private void serves(String kind) throws Exception {
        Client.Answer answer =
                new Client(daemon.url(), "")
                        .post("/v1/connectors/" + kind + "/desk/events", "e" + sent++);
        assertThat(answer.status()).as(answer.text()).isBetween(200, 202);
    }

    private void removeWithConnector(String kind, Path jar) throws Exception {
        admin.delete("/v1/runtime/connectors/" + kind + "/desk?drain=true");
        remove(jar);
    }

    private void remove(Path jar) throws Exception {
        Files.delete(jar);
        Deadline.within(
                PATIENCE,
                jar + " is forgotten",
                () -> {
                    for (JsonNode plugin : admin.get("/v1/runtime/plugins").json()) {
                        if (plugin.path("path").asText().equals(jar.toString())
                                && !plugin.path("state").asText().equals("closed")) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private record Check(int exit, String text) {}

    private Check check(Path jar, String... more) throws IOException, InterruptedException {
        Path kheish = Path.of(System.getProperty("kheish.dist"), "bin/kheish");
        List<String> command =
                Stream.concat(
                                Stream.of(kheish.toString(), "plugins", "check", jar.toString()),
                                Stream.of(more))
                        .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes());
        return new Check(process.waitFor(), text);
    }
}
