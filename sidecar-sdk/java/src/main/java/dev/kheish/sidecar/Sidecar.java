package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpListener;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running sidecar: what its handlers and tasks can ask of the host. Made by {@link #builder}.
 *
 * <p>Safe for use by many threads. Methods that wait end with {@link InterruptedException} when
 * their thread is interrupted, and with {@link StoppingException} when the sidecar stops; a {@link
 * SidecarException} says what the host did not grant. From a platform thread, an interrupt during a
 * call is noticed at its end only (30 seconds at most).
 */
public final class Sidecar implements AutoCloseable {
    /** How long requests and tasks that are under way may go on after the end was asked for. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Duration LAST_GRACE = Duration.ofSeconds(1);

    private final Plan plan;
    private final Environment environment;
    private final System.Logger log;
    private final StopSignal stop = new StopSignal();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Health health = new Health();
    private final DeliveryDesk desk;
    private final Background background;
    private final EventSender events;
    private final BatchSender batches;
    private final Credentials credentials;
    private final AssetFetcher assets;
    private volatile @Nullable HttpListener listener;
    private volatile @Nullable Thread starter;

    /** Reads the variables and does nothing else yet. */
    Sidecar(Plan plan, Map<String, String> variables, PrintStream out) {
        this.plan = plan;
        this.environment = Environment.read(variables, plan.platform());
        this.log = new LineLog(environment.name(), environment.logLevel(), out);
        this.desk = new DeliveryDesk(plan.handler(), plan.concurrency(), log);
        this.background = new Background(this, health, stop);
        var host = new Host(environment.daemonUrl(), environment.name());
        Duration patience = plan.patience();
        this.events = new EventSender(host, environment, stop, patience);
        this.batches = new BatchSender(host, environment, stop, patience, events);
        this.credentials = new Credentials(host, environment, stop, patience);
        this.assets = new AssetFetcher(host, environment, stop, patience);
    }

    /**
     * Starts to describe a sidecar.
     *
     * @param platform what it speaks for, in lower case, such as {@code irc}; the begin of its
     *     instance id where the host does not set one
     */
    public static SidecarBuilder builder(String platform) {
        return new SidecarBuilder(platform);
    }

    /** Listens, does the start steps, calls itself ready, starts the tasks. */
    void begin() {
        try {
            starter = Thread.currentThread();
            listen();
            for (LifecycleStep step : plan.starts()) {
                step.run(this);
            }
            starter = null;
            health.started();
            background.start(plan.tasks());
            log.log(System.Logger.Level.INFO, "ready, listens on port " + port());
        } catch (InterruptedException e) {
            starter = null;
            close();
            Thread.currentThread().interrupt();
            throw new StoppingException("The start");
        } catch (SidecarException e) {
            starter = null;
            close();
            throw e;
        } catch (Exception e) {
            starter = null;
            close();
            throw new SidecarException("The start failed. " + Failures.describe(e), e);
        }
    }

    private void listen() {
        var endpoints = new Endpoints(this, plan, environment, health, desk);
        var address = new InetSocketAddress(environment.listenHost(), environment.listenPort());
        try {
            listener = HttpListener.open(address, endpoints);
        } catch (IOException e) {
            throw new SidecarException(
                    "Cannot listen on "
                            + environment.listenHost()
                            + ", port "
                            + environment.listenPort()
                            + " ("
                            + Failures.name(e)
                            + "). Is another program there? The address comes from"
                            + " KHEISH_EXTERNAL_CONNECTOR_BASE_URL, the connector's base_url.",
                    e);
        }
    }

    /**
     * Sends one event and waits for the host's word on it. Repeats until the host answers or
     * patience ends; the event's id makes repeats harmless.
     *
     * @return what became of it; a {@linkplain Submission#rejected rejected} event is a result too
     * @throws HostRefusedException if the host refuses the call itself
     * @throws HostUnavailableException if patience ends first
     * @throws IllegalArgumentException if the event has more than 2 MiB as JSON
     */
    public Submission submit(Event event) throws InterruptedException {
        return events.submit(event);
    }

    /**
     * Sends any number of events, in order, in requests of at most 64; much faster than one by one.
     *
     * @return what became of each, in the same order
     * @throws HostRefusedException if the host refuses the call itself; what it took before comes
     *     back as a duplicate when all are submitted again
     * @throws BatchIncompleteException if patience ends first; it begins anew with every event that
     *     is taken
     * @throws IllegalArgumentException if one of them has more than 2 MiB as JSON
     */
    public List<Submission> submitAll(List<Event> several) throws InterruptedException {
        return batches.submit(List.copyOf(several));
    }

    /**
     * A secret that the host lends. Kept for a minute at most, so asking is cheap: ask whenever it
     * is needed.
     *
     * @param key its name in the connector's {@code credential_slots}
     * @throws CredentialException if it cannot be had before an operator changes something
     * @throws HostRefusedException if the host does not accept this sidecar's token
     * @throws HostUnavailableException if patience ends first
     */
    public Credential credential(String key) throws InterruptedException {
        return credentials.get(key, false);
    }

    /** {@link #credential} that asks the host in any case; for when the platform refuses it. */
    public Credential refreshCredential(String key) throws InterruptedException {
        return credentials.get(key, true);
    }

    /**
     * The bytes of an attachment, at most 64 MiB. A broken connection is mended on the way; length
     * and digest are checked when the end is read, so use nothing of it for good before. While
     * reading, a call that waits ends with {@link java.io.InterruptedIOException} when interrupted.
     *
     * @return a stream for one thread, to be closed; reading may throw {@link AssetException},
     *     {@link HostRefusedException} and {@link HostUnavailableException}
     * @throws AssetException if its address is not at the host, or it is too large
     */
    public InputStream open(Attachment attachment) {
        return assets.open(attachment);
    }

    /**
     * Writes an attachment into a file, which is there only once it is whole and checked.
     *
     * @param file replaced if it is there; its folder must be there
     * @throws AssetException if it cannot be had, or is not what was announced
     * @throws HostRefusedException if the host refuses the call
     * @throws HostUnavailableException if patience ends first
     * @throws IOException if the file cannot be written
     */
    public void download(Attachment attachment, Path file)
            throws IOException, InterruptedException {
        assets.download(attachment, file);
    }

    /**
     * Tells health checks that the sidecar works, but not well: the platform is out of reach, say.
     * Stands until {@link #reportReady}.
     *
     * @param detail why, for a person; without secrets. Cut at 500 characters
     */
    public void reportDegraded(String detail) {
        health.degraded(detail);
    }

    /** Tells health checks that all is well (again). */
    public void reportReady() {
        health.ready();
    }

    /** The connector's name at the host. */
    public String name() {
        return environment.name();
    }

    /** What tells this run of the sidecar from others. */
    public String instanceId() {
        return environment.instanceId();
    }

    /** The port that it listens on. */
    public int port() {
        return environment.listenPort();
    }

    /**
     * Writes to standard error, one line an entry, as the host's log wants it. Of exceptions it
     * writes the class and the place, never the message.
     */
    public System.Logger logger() {
        return log;
    }

    /** True from when the end was asked for. */
    public boolean stopping() {
        return stop.isGiven();
    }

    /**
     * Waits for a time, or until the end was asked for.
     *
     * @return true if it is time to stop
     */
    public boolean awaitStop(Duration atMost) throws InterruptedException {
        return !stop.sleep(Math.max(0, atMost.toMillis()));
    }

    /** Asks for the end and returns at once. Handlers and tasks may call it. */
    public void stop() {
        stop.give();
        Thread.ofVirtual().name("sidecar-stop").start(this::close);
    }

    /**
     * Ends the sidecar: health checks see {@code draining}, tasks are interrupted, deliveries under
     * way get up to 10 seconds, the {@linkplain SidecarBuilder#onStop stop steps} are done, the
     * port is free. Returns when all of it is over; a second call waits for the first. Not for
     * handlers and tasks, which it would wait for: those call {@link #stop}.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            awaitClosed();
            return;
        }
        health.draining();
        stop.give();
        desk.close();
        Thread starting = starter;
        if (starting != null) {
            starting.interrupt();
        }
        background.interrupt();
        try {
            drain();
            plan.stops().forEach(this::end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            HttpListener open = listener;
            if (open != null) {
                open.close();
            }
            closed.countDown();
        }
    }

    // One that fails must not keep the others from being done.
    private void end(LifecycleStep step) {
        try {
            step.run(this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.log(System.Logger.Level.ERROR, "A step of the end failed", e);
        }
    }

    private void drain() throws InterruptedException {
        long end = System.nanoTime() + GRACE.toNanos();
        HttpListener open = listener;
        if (open != null && !open.awaitQuiet(GRACE)) {
            log.log(
                    System.Logger.Level.WARNING,
                    "Deliveries are still under way after "
                            + GRACE.toSeconds()
                            + " s and are given up; the host will come again");
            desk.interrupt();
            open.awaitQuiet(LAST_GRACE);
        }
        long left = Math.max(LAST_GRACE.toNanos(), end - System.nanoTime());
        if (!background.join(Duration.ofNanos(left))) {
            log.log(System.Logger.Level.WARNING, "A background task does not end and is left");
        }
    }

    /** Waits until the sidecar has ended. */
    void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean obeysLifeline() {
        return environment.lifeline();
    }
}
