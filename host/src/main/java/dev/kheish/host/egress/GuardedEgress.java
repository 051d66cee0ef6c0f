package dev.kheish.host.egress;

import dev.kheish.host.metrics.MetricSource;
import dev.kheish.spi.Egress;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;

import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import javax.net.ssl.SSLContext;

/**
 * The one guarded HTTP client of the host. Speaks HTTP/1.1 over sockets of its own, so that what is
 * checked is what is dialled. Safe for use by many threads, best by virtual ones.
 */
public final class GuardedEgress implements Egress, AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = newTimer();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final RecentLookups lookups;
    private final ConnectionPool pool;
    private final Exchanges exchanges;
    private final EgressMetrics metrics = new EgressMetrics(this::counts);

    private GuardedEgress(
            EgressSettings settings,
            RecentLookups lookups,
            ConnectionPool pool,
            ConnectionOpener opener) {
        this.lookups = lookups;
        this.pool = pool;
        this.exchanges =
                new Exchanges(settings.userAgent(), new AddressGuard(lookups), pool, opener, timer);
    }

    /** A client that trusts the certificate authorities of the JDK. */
    public static GuardedEgress create(
            EgressSettings settings, HostResolver resolver, Clock clock) {
        return create(
                settings,
                resolver,
                clock,
                new ConnectionOpener(Dialer.direct(), GuardedEgress::defaultTls));
    }

    static GuardedEgress create(
            EgressSettings settings, HostResolver resolver, Clock clock, ConnectionOpener opener) {
        var pool = new ConnectionPool(settings, clock);
        var egress = new GuardedEgress(settings, new RecentLookups(resolver, clock), pool, opener);
        long everyMs = Math.max(settings.idleFor().toMillis() / 2, 100);
        var _ =
                egress.timer.scheduleWithFixedDelay(
                        pool::sweep, everyMs, everyMs, TimeUnit.MILLISECONDS);
        return egress;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A request that can be repeated (GET, or with an {@code Idempotency-Key}) may travel on a
     * kept connection. If that turns out to be closed before one byte of an answer came, the
     * request is sent once more on a new one: the peer may have acted on the first, which is why
     * only requests that say the same thing twice without harm take this way. All others get a new
     * connection each.
     *
     * @throws IllegalArgumentException if a header is not the caller's to set
     */
    @Override
    public EgressResponse send(EgressRequest request) throws EgressException, InterruptedException {
        long startedAt = System.nanoTime();
        boolean done = false;
        try {
            EgressResponse answer =
                    Thread.currentThread().isVirtual()
                            ? exchanges.run(request)
                            : onVirtualThread(request);
            done = true;
            return answer;
        } catch (EgressException e) {
            metrics.failed(e.reason());
            throw e;
        } finally {
            metrics.ended(done, startedAt);
            nanos.add(System.nanoTime() - startedAt);
            (done ? answered : failed).increment();
        }
    }

    @Override
    public String checkUrl(String url, boolean allowPrivate) throws EgressException {
        EgressUrl parsed = EgressUrl.parse(url);
        if (!allowPrivate) {
            AddressGuard.check(parsed);
        }
        return parsed.toString();
    }

    /** How requests went. */
    public MetricSource metrics() {
        return metrics;
    }

    /** Since this client was made. */
    public EgressCounts counts() {
        return new EgressCounts(
                answered.sum(),
                failed.sum(),
                exchanges.opened(),
                exchanges.repeated(),
                pool.idle(),
                nanos.sum());
    }

    /** Lets exchanges under way end, and takes no new ones. */
    @Override
    public void close() {
        // Alarms of exchanges under way still ring; without one, no new exchange begins.
        timer.shutdown();
        pool.close();
        lookups.close();
    }

    /** Only a virtual thread can be woken from a socket by an interrupt. */
    private EgressResponse onVirtualThread(EgressRequest request)
            throws EgressException, InterruptedException {
        var task = new FutureTask<EgressResponse>(() -> exchanges.run(request));
        Thread thread = Thread.ofVirtual().name("egress-exchange").start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EgressException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("Failed while sending a request", e.getCause());
        }
    }

    private static SSLContext defaultTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no TLS", e);
        }
    }

    /**
     * One platform thread for all alarms: it only closes sockets, and must not wait for a carrier.
     */
    private static ScheduledThreadPoolExecutor newTimer() {
        var timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("egress-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
