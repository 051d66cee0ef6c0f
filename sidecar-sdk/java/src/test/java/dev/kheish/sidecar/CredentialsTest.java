package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.sidecar.CredentialException.Reason;
import dev.kheish.sidecar.FakeHost.Answer;
import dev.kheish.sidecar.FakeHost.Seen;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

final class CredentialsTest {
    private static final String VARIABLE = "KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_";

    @TempDir private Path folder;
    private final TestTiming timing = new TestTiming();
    private Path file;
    private FakeHost host;
    private Map<String, String> variables;

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("token");
        host = new FakeHost();
        variables = host.environment();
        variables.put(VARIABLE + "TOKEN", "spawn");
        variables.put(VARIABLE + "TOKEN_FILE", file.toString());
        variables.put(VARIABLE + "KEYS_JSON", "[\"A\",\"B/ü\"]");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private Credentials credentials() {
        var door = new Host(URI.create(host.url()), "demo");
        Environment environment = Environment.read(variables, "demo");
        return new Credentials(door, environment, timing, Duration.ofMinutes(2));
    }

    private String value(String value, long standsFor) {
        long expires = timing.nowMillis() + standsFor;
        return "{\"value\":\"" + value + "\",\"lease_id\":\"l\",\"expires_at_ms\":" + expires + "}";
    }

    @Test
    void fetchesWithTheNewestTokenOfTheFile() throws Exception {
        Files.writeString(file, "newest\n");
        host.then(200, value("s3cret", 300_000));

        Credential credential = credentials().get("A", false);

        assertThat(credential.value()).isEqualTo("s3cret");
        assertThat(credential.key()).isEqualTo("A");
        assertThat(credential.toString()).isEqualTo("Credential[A]");
        Seen seen = host.seen().getFirst();
        assertThat(seen.method() + " " + seen.path())
                .isEqualTo("GET /v1/connectors/external/demo/credentials/A");
        assertThat(seen.token()).isEqualTo("Bearer newest");
    }

    @Test
    void readsTheFileAfreshForEachFetch() throws Exception {
        Credentials credentials = credentials();
        host.otherwise(_ -> new Answer(200, Map.of(), value("x", 300_000)));
        Files.writeString(file, "one");
        credentials.get("A", true);
        Files.writeString(file, "two");
        credentials.get("A", true);

        assertThat(host.seen().stream().map(Seen::token))
                .containsExactly("Bearer one", "Bearer two");
    }

    @Test
    void takesTheSpawnTokenWhenTheFileCannotBeRead() throws Exception {
        host.then(200, value("x", 300_000));

        credentials().get("A", false);

        assertThat(host.seen().getFirst().token()).isEqualTo("Bearer spawn");
    }

    @Test
    void keysStandInThePathWhateverTheyAre() throws Exception {
        host.then(200, value("x", 300_000));

        credentials().get("B/ü", false);

        assertThat(host.seen().getFirst().path()).endsWith("/credentials/B%2F%C3%BC");
    }

    @Test
    void keepsAValueForAMinute() throws Exception {
        Credentials credentials = credentials();
        host.then(200, value("one", 300_000)).then(200, value("two", 300_000));

        assertThat(credentials.get("A", false).value()).isEqualTo("one");
        timing.pass(59_000);
        assertThat(credentials.get("A", false).value()).isEqualTo("one");
        timing.pass(2_000);
        assertThat(credentials.get("A", false).value()).isEqualTo("two");
    }

    @Test
    void keepsNoValueBeyondItsLease() throws Exception {
        Credentials credentials = credentials();
        host.then(200, value("one", 10_000)).then(200, value("two", 10_000));

        credentials.get("A", false);
        timing.pass(10_000);

        assertThat(credentials.get("A", false).value()).isEqualTo("two");
    }

    @Test
    void readsTheFileOnceMoreWhenTheTokenIsRefused() throws Exception {
        Files.writeString(file, "old");
        host.otherwise(
                seen -> {
                    if (seen.token().equals("Bearer new")) {
                        return new Answer(200, Map.of(), value("x", 300_000));
                    }
                    write("new");
                    return new Answer(401, Map.of(), "{\"code\":\"unauthorized\"}");
                });

        assertThat(credentials().get("A", false).value()).isEqualTo("x");
        assertThat(timing.sleeps()).isEmpty();
    }

    private void write(String token) {
        try {
            Files.writeString(file, token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void givesUpWhenTheTokenIsRefusedTwice() {
        host.otherwise(_ -> new Answer(401, Map.of(), "{\"code\":\"unauthorized\"}"));

        assertThatThrownBy(() -> credentials().get("A", false))
                .isInstanceOf(HostRefusedException.class)
                .hasMessageContaining("401")
                .hasMessageNotContaining("spawn");
        assertThat(host.seen()).hasSize(2);
    }

    @Test
    void repeatsWhatMayPass() throws Exception {
        host.then(new Answer(429, Map.of("Retry-After", "3"), "{}"))
                .then(503, "{}")
                .then(200, "{\"value\":\"\"}")
                .then(200, value("x", 300_000));

        assertThat(credentials().get("A", false).value()).isEqualTo("x");
        assertThat(timing.sleeps()).containsExactly(3000L, 999L, 1999L);
    }

    @Test
    void anUnknownKeyIsToldAtOnce() {
        assertThatThrownBy(() -> credentials().get("C", false))
                .isInstanceOfSatisfying(
                        CredentialException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_KEY))
                .hasMessageContaining("child_process.credential_slots");
        assertThat(host.seen()).isEmpty();
    }

    @Test
    void whatAnOperatorMustMendIsTyped() {
        host.then(404, "{\"code\":\"not_found\"}")
                .then(409, "{\"code\":\"credential_unavailable\"}");
        Credentials credentials = credentials();

        assertThatThrownBy(() -> credentials.get("A", false))
                .isInstanceOfSatisfying(
                        CredentialException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
        assertThatThrownBy(() -> credentials.get("A", false))
                .isInstanceOfSatisfying(
                        CredentialException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    }

    @Test
    void withoutAnyTokenItNamesTheVariables() {
        variables.remove(VARIABLE + "TOKEN");

        assertThatThrownBy(() -> credentials().get("A", false))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining(VARIABLE + "TOKEN_FILE");
    }

    @Test
    void manyWhoAskAtOnceShareOneFetch() throws Exception {
        Credentials credentials = credentials();
        host.otherwise(_ -> new Answer(200, Map.of(), value("x", 300_000)));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> ask = () -> credentials.get("A", false).value();
            for (var asked : threads.invokeAll(Stream.generate(() -> ask).limit(30).toList())) {
                assertThat(asked.get()).isEqualTo("x");
            }
        }

        assertThat(host.seen()).hasSize(1);
    }
}
