package dev.kheish.host.audit;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.StoreException;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Counts refusals and writes them to the audit log as one entry a minute for each subject, reason
 * and source, so that a flood costs neither disk nor memory. Safe for use by many threads.
 */
public final class RefusalCounts implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RefusalCounts.class.getName());
    private static final String OTHERS = "(others)";
    private static final int MOST_SOURCES = 1024;
    private static final int MOST_KEYS = 2 * MOST_SOURCES;

    private final Store store;
    private final AuditLog audit;
    private final ScheduledExecutorService minutes =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("refusal-counts").factory());
    private Map<Key, Long> counts = new HashMap<>();

    public RefusalCounts(Store store, AuditLog audit) {
        this.store = store;
        this.audit = audit;
    }

    /** Writes every minute from now on. */
    public void start() {
        var _ = minutes.scheduleAtFixedRate(this::flush, 1, 1, TimeUnit.MINUTES);
    }

    /**
     * Counts one.
     *
     * @param subject what refused, such as {@code kind/name} or {@code control-plane}
     * @param reason stable word such as {@code invalid_token}
     * @param source the caller's address
     */
    public synchronized void count(String subject, String reason, String source) {
        Key key = new Key(subject, reason, source);
        if (counts.size() >= MOST_SOURCES && !counts.containsKey(key)) {
            key = new Key(subject, reason, OTHERS);
        }
        if (counts.size() >= MOST_KEYS && !counts.containsKey(key)) {
            key = new Key(OTHERS, OTHERS, OTHERS);
        }
        counts.merge(key, 1L, Long::sum);
    }

    /** Writes what was counted since the last time. */
    public void flush() {
        Map<Key, Long> counted = take();
        if (counted.isEmpty()) {
            return;
        }
        try {
            store.write(
                    tx -> {
                        counted.forEach(
                                (key, count) ->
                                        audit.append(
                                                tx,
                                                "anonymous",
                                                "refused",
                                                key.subject(),
                                                Json.object()
                                                        .put("reason", key.reason())
                                                        .put("source", key.source())
                                                        .put("count", count)));
                        return counted.size();
                    });
        } catch (StoreException e) {
            LOG.log(Level.WARNING, "Counted refusals could not be written to the audit log", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Map<Key, Long> take() {
        Map<Key, Long> taken = counts;
        counts = new HashMap<>();
        return taken;
    }

    /** Writes what is left and stops. */
    @Override
    public void close() {
        minutes.shutdown();
        flush();
    }

    private record Key(String subject, String reason, String source) {}
}
