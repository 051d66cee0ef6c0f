package dev.kheish.plugin.external.child;

import dev.kheish.spi.Attachment;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.FileRoom;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.StateMap;
import dev.kheish.spi.Submission;
import dev.kheish.testkit.FakeContext;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Lends to one connector what the host does: threads, real HTTP, state, leases, logs. Safe for use
 * by many threads.
 */
final class TestHost implements ConnectorContext, AutoCloseable {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final int MOST_LINES = 10_000;

    final FakeLeases leases = new FakeLeases();
    final List<String> lines = new CopyOnWriteArrayList<>();
    volatile Consumer<String> stateWatcher = _ -> {};
    final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final FakeContext ordinary = new FakeContext("demo");
    private final LoopbackEgress egress = new LoopbackEgress();
    private final List<Thread> tasks = new CopyOnWriteArrayList<>();
    private final Path folder;

    /**
     * @param folder where it keeps its state, and finds that of a host before it
     */
    TestHost(Path folder) {
        this.folder = folder;
    }

    /** Stops its tasks without a word, as a host does that has no time left. */
    @Override
    public void close() throws InterruptedException {
        tasks.forEach(Thread::interrupt);
        for (Thread task : tasks) {
            task.join();
        }
        egress.close();
    }

    /** The lines of one stream. */
    List<String> lines(String source) {
        return lines.stream()
                .filter(line -> line.startsWith(source + ": "))
                .map(line -> line.substring(source.length() + 2))
                .toList();
    }

    @Override
    public String connector() {
        return "demo";
    }

    @Override
    public FakeLeases leases() {
        return leases;
    }

    @Override
    public Optional<String> secret(String setting) {
        return Optional.ofNullable(secrets.get(setting));
    }

    @Override
    public void output(String source, String line) {
        if (lines.size() < MOST_LINES) {
            lines.add(source + ": " + line);
        }
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public String hostUrl() {
        return "http://127.0.0.1:4000";
    }

    @Override
    public StateMap state() {
        return new StateFiles(folder.resolve("state"), stateWatcher);
    }

    @Override
    public JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException {
        return ordinary.parse(utf8, maxDepth);
    }

    @Override
    public JsonProvider json() {
        return JSON;
    }

    @Override
    public LoopbackEgress egress() {
        return egress;
    }

    @Override
    public FileRoom fileRoom() {
        return ordinary.fileRoom();
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public System.Logger log() {
        return System.getLogger("dev.kheish.connector.demo");
    }

    @Override
    public void spawn(String name, Task task) {
        tasks.add(Thread.ofVirtual().name(name).start(() -> run(task)));
    }

    @Override
    public void spawnExclusive(String name, Task task) {
        spawn(name, task);
    }

    private void run(Task task) {
        try {
            task.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            lines.add("task: " + e);
        }
    }

    @Override
    public List<Receipt> submit(Submission submission) {
        throw new UnsupportedOperationException("no events here");
    }

    @Override
    public Optional<Delivery> pendingDelivery(String deliveryId) {
        return Optional.empty();
    }

    @Override
    public Optional<Attachment> asset(String assetId) {
        return Optional.empty();
    }
}
