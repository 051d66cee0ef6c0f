package dev.kheish.host.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.plugin.TestPlugin;
import dev.kheish.host.settings.SettingsReader;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What /metrics shows, to whom, and that the documentation says the same. */
class MetricsPageTest {
    private static final Path DOCUMENT = Path.of("../docs/metrics.md");
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| `([a-z0-9_]+)`.*$");
    private static final Pattern SCRAPED = Pattern.compile("^# TYPE (\\S+) \\S+$");
    // No value before the first event, breaker or collection of garbage.
    private static final Set<String> SOMETIMES =
            Set.of(
                    "kheish_ingress_requests_total",
                    "kheish_ingress_events_total",
                    "kheish_delivery_attempts_total",
                    "kheish_delivery_breakers",
                    "kheish_delivery_channels_held",
                    "jvm_gc_pause_seconds",
                    "jvm_gc_concurrent_phase_time_seconds");
    private static final String SPEAKING =
            """
            public List<SettingSpec> settings() {
                return List.of(SettingSpec.sessionPolicy("session_policy"));
            }
            public Connector open(Settings s, ConnectorContext c) {
                return new Connector() {
                    public List<Route> routes() {
                        return List.of(
                            Route.post("/say", 1000, r -> {
                                c.submit(Submission.of(InboundEvent.builder("speaking", "somebody")
                                    .once("k1", "same").naturalSession("s").content("hello").build()));
                                return IngressReply.json(200, JsonValue.EMPTY_JSON_OBJECT);
                            }),
                            Route.get("/no", r -> IngressReply.problem(401, "unauthorized", "No.")));
                    }
                };
            }
            """;

    @TempDir Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private Daemon daemon;

    @AfterEach
    void stop() {
        if (daemon != null) {
            daemon.close();
        }
        client.shutdownNow();
    }

    @Test
    void theDocumentNamesWhatIsScrapedAndNothingElse() throws Exception {
        start("token");

        Set<String> scraped =
                scrape(admin())
                        .body()
                        .lines()
                        .map(SCRAPED::matcher)
                        .filter(Matcher::matches)
                        .map(match -> match.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = documented();

        assertThat(scraped).isNotEmpty().isSubsetOf(documented);
        documented.removeAll(scraped);
        assertThat(documented).as("documented, not scraped").isSubsetOf(SOMETIMES);
    }

    @Test
    void whatConnectorsTakeInIsCountedByNameAndOutcome() throws Exception {
        start("token");
        send("POST", "/v1/connectors/speaking/desk/say", "");
        send("POST", "/v1/connectors/speaking/desk/say", "");
        send("GET", "/v1/connectors/speaking/desk/no", "");
        send("GET", "/v1/connectors/speaking/stranger/no", "");

        String desk = "{kind=\"speaking\",name=\"desk\",outcome=\"%s\"}";
        assertThat(scrape(admin()).body())
                .contains(
                        "kheish_ingress_events_total" + desk.formatted("accepted") + " 1.0",
                        "kheish_ingress_events_total" + desk.formatted("duplicate") + " 1.0",
                        "kheish_ingress_requests_total" + desk.formatted("answered") + " 2.0",
                        "kheish_ingress_requests_total" + desk.formatted("unauthorized") + " 1.0",
                        "kheish_ingress_unknown_requests_total 1.0",
                        "kheish_runs{state=\"queued\"} 1.0",
                        "kheish_connectors{state=\"active\"} 1.0")
                .doesNotContain("stranger");
    }

    @Test
    void itTakesATokenUnlessSettingsSayOtherwise() throws Exception {
        start("token");

        assertThat(scrape("").statusCode()).isEqualTo(401);
        assertThat(scrape("nonsense").statusCode()).isEqualTo(401);
        assertThat(scrape(admin()).statusCode()).isEqualTo(200);
    }

    @Test
    void programsOnThisMachineMayBeLetIn() throws Exception {
        start("loopback");

        assertThat(scrape("").statusCode()).isEqualTo(200);
        assertThat(scrape("", "X-Forwarded-For", "192.0.2.1").statusCode()).isEqualTo(401);
        assertThat(scrape(admin(), "X-Forwarded-For", "192.0.2.1").statusCode()).isEqualTo(200);
    }

    @Test
    void everybodyMayBeLetIn() throws Exception {
        start("anybody");

        assertThat(scrape("", "X-Forwarded-For", "192.0.2.1").statusCode()).isEqualTo(200);
    }

    private void start(String readers) throws Exception {
        Path home = folder.resolve("home");
        TestPlugin.withId("speaking")
                .kind("Speaking", "speaking", SPEAKING)
                .writeTo(home.resolve("plugins/speaking.jar"));
        Files.createDirectories(folder.resolve("config"));
        Files.writeString(
                folder.resolve("config/connectors.yaml"),
                "connectors: {speaking: {desk: {session_policy: {create_if_missing: true}}}}");
        DaemonSettings settings =
                DaemonSettings.from(
                        new SettingsReader(Map.of("metrics", Map.of("readers", readers))),
                        folder,
                        new DaemonSettings.Overrides("127.0.0.1", 0));
        daemon = Daemon.start(settings, home, Map.of(), Clock.systemUTC());
    }

    private static Set<String> documented() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .map(DOCUMENTED::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String admin() throws IOException {
        return Files.readString(folder.resolve("home/admin-token")).strip();
    }

    private HttpResponse<String> scrape(String token, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(daemon.url() + "/metrics"));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void send(String method, String path, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(daemon.url() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
