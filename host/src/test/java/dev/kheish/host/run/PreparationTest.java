package dev.kheish.host.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.kheish.host.asset.Assets;
import dev.kheish.host.connector.ConnectorPolicy;
import dev.kheish.host.connector.LiveConnector;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.connector.NoConnectors;
import dev.kheish.host.json.Json;
import dev.kheish.host.store.Store;
import dev.kheish.spi.Connector;
import dev.kheish.spi.FetchException;
import dev.kheish.spi.FileRef;
import dev.kheish.spi.FileSink;
import dev.kheish.spi.Route;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Files that are fetched after their event was accepted. */
final class PreparationTest {
    private static final long INCARNATION = 7;
    private static final PreparationLimits LIMITS =
            new PreparationLimits(2, 3, Duration.ofMillis(5), Duration.ofSeconds(5), 4);

    @TempDir private Path folder;
    private RunFixture fixture;
    private Assets assets;
    private FakeConnector connector;
    private Preparation preparation;

    /** What a locator asks for. */
    private static final class FakeConnector implements Connector, LiveConnector {
        private final AtomicInteger tries = new AtomicInteger();
        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public void fetch(FileRef file, FileSink sink) throws FetchException, InterruptedException {
            tries.incrementAndGet();
            switch (file.locator().getString("do")) {
                case "give" -> give(sink, file.name());
                case "give-second-time" -> {
                    if (tries.get() == 1) {
                        throw FetchException.temporary("not yet");
                    }
                    give(sink, file.name());
                }
                case "refuse" -> throw FetchException.permanent("it was deleted");
                case "hang" -> never.await();
                default -> throw FetchException.temporary("not now");
            }
        }

        private static void give(FileSink sink, String text) throws FetchException {
            try {
                sink.accept(
                        "text/plain",
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw FetchException.temporary("the stream broke");
            }
        }

        @Override
        public long incarnation() {
            return INCARNATION;
        }

        @Override
        public String kind() {
            return "chat";
        }

        @Override
        public String name() {
            return "ops";
        }

        @Override
        public Connector connector() {
            return this;
        }

        @Override
        public List<Route> routes() {
            return List.of();
        }

        @Override
        public ConnectorPolicy policy() {
            return ConnectorPolicy.DEFAULT;
        }

        @Override
        public Optional<Hold> hold() {
            return Optional.of(() -> {});
        }

        @Override
        public void close() {}
    }

    /** Knows the one connector, unless it is paused. */
    private final class OneConnector extends NoConnectors {
        private boolean paused;

        @Override
        public Lookup findForDelivery(String kind, String name) {
            return paused
                    ? new Lookup.Unavailable("connector_paused", "paused", Duration.ofSeconds(1))
                    : new Lookup.Live(connector);
        }
    }

    private final OneConnector directory = new OneConnector();

    @BeforeEach
    void open() throws Exception {
        Clock clock = Clock.systemUTC();
        fixture = new RunFixture(Store.open(folder.resolve("store.db")), clock);
        assets = Assets.open(fixture.store, folder.resolve("assets"), clock, 1000);
        connector = new FakeConnector();
        preparation = new Preparation(fixture.store, fixture.runs, assets, directory, LIMITS);
        fixture.store.write(
                tx ->
                        tx.update(
                                "insert into connector (seq, kind, name, source, settings, revision, created_ms,"
                                        + " updated_ms) values (?, 'chat', 'ops', 'daemon', '{}', 1, 0, 0)",
                                INCARNATION));
    }

    @AfterEach
    void close() {
        preparation.close();
        fixture.close();
    }

    @Test
    void fetchedFilesBecomeItemsOfTheInput() throws Exception {
        preparation.start();

        JsonNode items = prepared(files("a.txt", "give"));

        assertThat(items).hasSize(2);
        String asset = items.get(1).path("asset_id").asText();
        assertThat(items.get(1).path("file_name").asText()).isEqualTo("a.txt");
        try (var in = assets.find(asset).orElseThrow().open(0)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("a.txt");
        }
    }

    @Test
    void aPassingTroubleIsTriedAgain() throws Exception {
        preparation.start();

        JsonNode items = prepared(files("a.txt", "give-second-time"));

        assertThat(items.get(1).path("type").asText()).isEqualTo("asset_reference");
        assertThat(connector.tries).hasValue(2);
    }

    @Test
    void whatCannotBeHadBecomesANote() throws Exception {
        preparation.start();

        JsonNode items = prepared(files("a.txt", "refuse", "b.txt", "fail", "c.txt", "give"));

        assertThat(items)
                .extracting(each -> each.path("text").asText())
                .containsExactly(
                        "hello",
                        "[The file 'a.txt' is missing: it was deleted]",
                        "[The file 'b.txt' is missing: not now]",
                        "[The file 'c.txt' is missing: only the first 2 files of an event are fetched]");
        assertThat(connector.tries).hasValue(1 + 3);
    }

    @Test
    void filesOfAPausedConnectorAreNotes() throws Exception {
        directory.paused = true;
        preparation.start();

        JsonNode items = prepared(files("a.txt", "give"));

        assertThat(items.get(1).path("text").asText()).contains("connector_paused");
    }

    @Test
    void aLargeFileIsANote() throws Exception {
        preparation.start();

        JsonNode items = prepared(files("x".repeat(1001), "give"));

        assertThat(items.get(1).path("text").asText()).contains("larger than 1000 bytes");
    }

    @Test
    void nobodyWaitsForAFetchThatHangs() throws Exception {
        preparation.close();
        PreparationLimits hasty =
                new PreparationLimits(2, 3, Duration.ofMillis(5), Duration.ofMillis(200), 4);
        preparation = new Preparation(fixture.store, fixture.runs, assets, directory, hasty);
        preparation.start();

        JsonNode items = prepared(files("a.txt", "hang"));

        assertThat(items.get(1).path("text").asText()).contains("took too long");
    }

    @Test
    void whatWasLeftByACrashIsTakenUpAtTheStart() throws Exception {
        StoredRun run = add(files("a.txt", "give"));
        assertThat(fixture.state(run)).isEqualTo(RunState.PREPARING);

        preparation.start();

        assertThat(awaitItems(run)).hasSize(2);
    }

    private JsonNode prepared(ArrayNode files) throws InterruptedException {
        return awaitItems(add(files));
    }

    private JsonNode awaitItems(StoredRun run) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (fixture.state(run) == RunState.PREPARING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(fixture.claimOne().run()).isEqualTo(run);
        return RunInput.read(fixture.row(run).input()).items();
    }

    private StoredRun add(ArrayNode files) throws InterruptedException {
        RunInput plain = RunInput.ofText("chat", "message", "hello");
        RunInput input =
                new RunInput(
                        "chat",
                        "message",
                        "u",
                        plain.items(),
                        Json.array(),
                        Json.object(),
                        List.of(),
                        files);
        long session = fixture.session("s");
        return fixture.store.write(
                tx ->
                        fixture.runs.add(
                                tx,
                                new NewRun(
                                        session,
                                        INCARNATION,
                                        true,
                                        null,
                                        null,
                                        input.write(),
                                        null)));
    }

    private static ArrayNode files(String... namesAndDeeds) {
        ArrayNode files = Json.array();
        for (int i = 0; i < namesAndDeeds.length; i += 2) {
            files.addObject()
                    .put("name", namesAndDeeds[i])
                    .putObject("locator")
                    .put("do", namesAndDeeds[i + 1]);
        }
        return files;
    }
}
