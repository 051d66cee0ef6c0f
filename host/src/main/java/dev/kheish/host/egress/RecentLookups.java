package dev.kheish.host.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the resolver, once for all who want the same name within a second. That is no hole: the
 * caller judges the addresses anew and connects to just those. Safe for use by many threads.
 */
final class RecentLookups implements AutoCloseable {
    private static final long FRESH_MS = 1_000;
    private static final int REMEMBERED = 1_024;
    private static final int THREADS = 16;
    private static final int WAITING = 1_024;

    private final HostResolver resolver;
    private final Clock clock;
    private final ExecutorService threads = lookupThreads();
    private final ConcurrentHashMap<String, Lookup> lookups = new ConcurrentHashMap<>();

    RecentLookups(HostResolver resolver, Clock clock) {
        this.resolver = resolver;
        this.clock = clock;
    }

    List<InetAddress> resolve(String host, long timeoutNanos)
            throws UnknownHostException, TimeoutException, InterruptedException {
        Lookup lookup =
                lookups.compute(
                        host, (name, known) -> known != null && isFresh(known) ? known : ask(name));
        if (lookups.size() > REMEMBERED) {
            lookups.values().removeIf(old -> !isFresh(old));
        }
        try {
            return lookup.answer.get(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            // Whatever a resolver throws, the name leads nowhere.
            var unknown = new UnknownHostException("No address");
            unknown.initCause(e.getCause());
            throw unknown;
        }
    }

    int remembered() {
        return lookups.size();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /**
     * One under way counts as fresh, so that a name server that hangs costs one thread for a name.
     */
    private boolean isFresh(Lookup lookup) {
        CompletableFuture<List<InetAddress>> answer = lookup.answer;
        return !answer.isDone()
                || (!answer.isCompletedExceptionally()
                        && clock.millis() - lookup.askedAtMs < FRESH_MS);
    }

    private Lookup ask(String host) {
        var answer = new CompletableFuture<List<InetAddress>>();
        try {
            threads.execute(() -> answerTo(host, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return new Lookup(answer, clock.millis());
    }

    private void answerTo(String host, CompletableFuture<List<InetAddress>> answer) {
        try {
            answer.complete(List.copyOf(resolver.resolve(host)));
        } catch (UnknownHostException | RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /**
     * Platform threads: a lookup is a native call, which would hold the carrier of a virtual one.
     */
    private static ExecutorService lookupThreads() {
        var threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING),
                        Thread.ofPlatform().daemon().name("egress-lookup-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private record Lookup(CompletableFuture<List<InetAddress>> answer, long askedAtMs) {}
}
