package dev.kheish.host.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.kheish.host.connector.NoConnectors;
import dev.kheish.host.egress.EgressSettings;
import dev.kheish.host.egress.GuardedEgress;
import dev.kheish.host.egress.HostResolver;
import dev.kheish.host.json.Json;
import dev.kheish.host.store.Store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The built-in handlers against real processes and a real server. */
final class HandlersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private Path folder;
    private RunFixture fixture;
    private GuardedEgress egress;
    private HttpServer server;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private Answer answer = new Answer(200, "fine", Map.of());

    private record Answer(int status, String body, Map<String, String> headers) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Request(Map<String, List<String>> headers, String pathAndQuery, byte[] body) {}

    @BeforeEach
    void open() throws IOException {
        Clock clock = Clock.systemUTC();
        fixture = new RunFixture(Store.open(folder.resolve("store.db")), clock);
        egress = GuardedEgress.create(EgressSettings.defaults(), HostResolver.system(), clock);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        fixture.close();
        egress.close();
    }

    @Test
    void echoAnswersWithTheInput() throws Exception {
        try (Handlers _ = start(HandlerSettings.of(HandlerKind.ECHO))) {
            StoredRun run = fixture.add("a");

            await(() -> fixture.state(run) == RunState.COMPLETED);

            assertThat(outputs(run)).containsExactly("hello");
        }
    }

    @Test
    void pullMeansThatNothingIsBuiltIn() {
        assertThat(Handlers.of(HandlerSettings.PULL, tools())).isEmpty();
    }

    @Test
    void aCommandReadsTheRunAndWritesText() throws Exception {
        StoredRun run = command("grep -o '\"text\":\"hello\"'");

        assertThat(fixture.state(run)).isEqualTo(RunState.COMPLETED);
        assertThat(outputs(run)).containsExactly("\"text\":\"hello\"");
    }

    @Test
    void aCommandMayWriteOutputsAsJson() throws Exception {
        StoredRun run =
                command(
                        "echo '{\"outputs\": [\"one\", {\"content\": \"two\", \"output_id\": \"2\"}]}'");

        assertThat(outputs(run)).containsExactly("one", "two");
    }

    @Test
    void aCommandThatReadsNothingAndSaysNothingCompletes() throws Exception {
        StoredRun run = command("exit 0");

        assertThat(fixture.state(run)).isEqualTo(RunState.COMPLETED);
        assertThat(outputs(run)).isEmpty();
    }

    @Test
    void aCommandSeesACleanEnvironment() throws Exception {
        StoredRun run = command("env | cut -d= -f1 | sort");

        assertThat(outputs(run).getFirst().lines())
                .contains("GREETING", "PATH")
                .isSubsetOf(
                        "GREETING",
                        "HOME",
                        "LANG",
                        "LC_ALL",
                        "PATH",
                        "PWD",
                        "SHLVL",
                        "TMPDIR",
                        "_",
                        "OLDPWD");
    }

    @Test
    void aCommandThatFailsSaysWhy() throws Exception {
        StoredRun run = command("echo 'out of cheese' >&2; exit 3");

        assertThat(fixture.state(run)).isEqualTo(RunState.FAILED);
        assertThat(fixture.row(run).error()).contains("code 3").contains("out of cheese");
    }

    @Test
    void exitCode75MeansAnotherTry() throws Exception {
        StoredRun run = command("exit 75");

        assertThat(fixture.state(run)).isEqualTo(RunState.QUEUED);
        assertThat(fixture.row(run).dueMs()).isNotNull();
    }

    @Test
    void aCommandThatTakesTooLongIsEndedWithItsChildren() throws Exception {
        Path pid = folder.resolve("pid");
        StoredRun run = command("sleep 600 & echo $! > " + pid + "; wait", Duration.ofMillis(1500));

        assertThat(fixture.row(run).error()).contains("took longer");
        long child = Long.parseLong(Files.readString(pid).strip());
        await(() -> ended(child));
    }

    @Test
    void aCommandThatLeavesAChildBehindLeavesNone() throws Exception {
        Path pid = folder.resolve("pid");

        StoredRun run = command("sleep 600 & echo $! > " + pid + "; echo done");

        assertThat(outputs(run)).containsExactly("done");
        long child = Long.parseLong(Files.readString(pid).strip());
        await(() -> ended(child));
    }

    @Test
    void aCommandThatWritesTooMuchIsStopped() throws Exception {
        StoredRun run = command("yes");

        assertThat(fixture.state(run)).isEqualTo(RunState.FAILED);
        assertThat(fixture.row(run).error()).contains("wrote more than 4194304 bytes");
    }

    @Test
    void aCallIsSignedAndItsAnswerIsTheOutput() throws Exception {
        StoredRun run = call(new Answer(200, "fine", Map.of()));

        assertThat(outputs(run)).containsExactly("fine");
        Request request = requests.take();
        String timestamp = request.headers.get("X-kheish-timestamp").getFirst();
        byte[] head =
                ("v1:POST:" + request.pathAndQuery + ":" + timestamp + ":")
                        .getBytes(StandardCharsets.UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update(head);
        assertThat(request.pathAndQuery).isEqualTo("/runs?x=1");
        assertThat(request.headers.get("X-kheish-signature"))
                .containsExactly("v1=" + HexFormat.of().formatHex(mac.doFinal(request.body)));
    }

    @Test
    void a202LeavesTheRunToTheService() throws Exception {
        StoredRun run = call(new Answer(202, "", Map.of()));

        var body = Json.readStored(new String(requests.take().body, StandardCharsets.UTF_8));
        String token = body.path("lease_token").asText();
        await(() -> leaseLeft(run) > Duration.ofMinutes(10).toMillis());
        assertThat(body.path("complete_url").asText())
                .isEqualTo("http://host:1/v1/runs/" + run.text() + "/complete");
        assertThat(fixture.runs.complete(new RunLease(run.text(), token), List.of()))
                .isInstanceOf(LeaseOutcome.Done.class);
    }

    @Test
    void aBusyServiceSaysWhenToComeAgain() throws Exception {
        StoredRun run = call(new Answer(503, "", Map.of("Retry-After", "120")));

        RunRow row = fixture.row(run);
        assertThat(row.state()).isEqualTo(RunState.QUEUED);
        assertThat(row.dueMs() - row.updatedMs()).isBetween(119_000L, 121_000L);
    }

    @Test
    void aRefusalIsForGood() throws Exception {
        StoredRun run = call(new Answer(422, "", Map.of()));

        assertThat(fixture.state(run)).isEqualTo(RunState.FAILED);
        assertThat(fixture.row(run).error()).contains("answered 422");
    }

    @Test
    void stoppingEndsWhatRuns() throws Exception {
        Path pid = folder.resolve("pid");
        HandlerSettings settings =
                shell("echo $$ > " + pid + "; exec sleep 600", Duration.ofMinutes(5));
        try (Handlers handlers = start(settings)) {
            fixture.add("a");
            await(() -> Files.exists(pid) && read(pid).endsWith("\n"));

            handlers.stop(Duration.ZERO);

            long process = Long.parseLong(read(pid).strip());
            await(() -> ended(process));
        }
    }

    private StoredRun command(String script) throws Exception {
        return command(script, Duration.ofSeconds(30));
    }

    private StoredRun command(String script, Duration timeout) throws Exception {
        return settledBy(shell(script, timeout), RunState.RUNNING);
    }

    private static HandlerSettings shell(String script, Duration timeout) {
        HandlerSettings.Command command =
                new HandlerSettings.Command(
                        List.of("/bin/sh", "-c", script), Map.of("GREETING", "hi"), timeout);
        HandlerSettings plain = HandlerSettings.of(HandlerKind.COMMAND);
        return new HandlerSettings(HandlerKind.COMMAND, 2, command, plain.call());
    }

    private StoredRun call(Answer given) throws Exception {
        answer = given;
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/runs?x=1";
        HandlerSettings.Call call =
                new HandlerSettings.Call(
                        url,
                        "sign",
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(15),
                        "http://host:1");
        HandlerSettings plain = HandlerSettings.of(HandlerKind.HTTP);
        HandlerSettings settings = new HandlerSettings(HandlerKind.HTTP, 2, plain.command(), call);
        return settledBy(settings, given.status == 202 ? null : RunState.RUNNING);
    }

    private StoredRun settledBy(HandlerSettings settings, RunState passing) throws Exception {
        try (Handlers _ = start(settings)) {
            StoredRun run = fixture.add("a");
            await(() -> fixture.row(run).attempt() == 1 && fixture.state(run) != passing);
            if (passing == null) {
                await(() -> !requests.isEmpty());
                await(() -> leaseLeft(run) > Duration.ofMinutes(2).toMillis());
            }
            return run;
        }
    }

    private long leaseLeft(StoredRun run) {
        return fixture.store.read(
                        reader ->
                                reader.number(
                                        "select expires_ms from run_lease where run = ?",
                                        0,
                                        run.seq()))
                - System.currentTimeMillis();
    }

    private Handlers start(HandlerSettings settings) {
        Handlers handlers = Handlers.of(settings, tools()).orElseThrow();
        handlers.start();
        return handlers;
    }

    private Handlers.Tools tools() {
        OutputReader reader = new OutputReader(new NoConnectors(), new KnownAssets("none"));
        HandlerCalls calls =
                new HandlerCalls(
                        egress, fixture.clock, _ -> Optional.of("s3cret"), () -> "http://own:1");
        RunViews views = new RunViews(fixture.store, fixture.runs, (_, _) -> Json.array());
        return new Handlers.Tools(fixture.runs, views, reader, calls);
    }

    private List<String> outputs(StoredRun run) {
        return fixture.store.read(
                reader ->
                        Outputs.ofRun(reader, run.seq()).stream()
                                .map(output -> Json.readStored(output.body()))
                                .map(body -> body.path("content").asText())
                                .toList());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(
                    new Request(
                            Map.copyOf(exchange.getRequestHeaders()),
                            exchange.getRequestURI().toString(),
                            exchange.getRequestBody().readAllBytes()));
            answer.headers.forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    // Whoever adopts an orphan may be slow to collect it: a zombie has ended too.
    private static boolean ended(long pid) {
        return ProcessHandle.of(pid).isEmpty()
                || read(Path.of("/proc", Long.toString(pid), "stat")).matches("(?s).*\\) Z .*");
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Knows the assets it was told of, and keeps none. */
    private record KnownAssets(String id) implements OutputAssets {
        @Override
        public boolean isKnown(String assetId) {
            return id.equals(assetId);
        }

        @Override
        public String keep(String fileName, String mediaType, byte[] bytes) {
            return "ast_kept_" + fileName + "_" + bytes.length;
        }
    }
}
