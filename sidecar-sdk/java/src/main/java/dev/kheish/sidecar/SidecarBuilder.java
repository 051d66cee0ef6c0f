package dev.kheish.sidecar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Collects what a sidecar does, then {@link #run}s it as a program or {@link #start}s it inside
 * one. For one thread.
 */
public final class SidecarBuilder {
    private static final int DEFAULT_CONCURRENCY = 16;
    private static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);

    /** As good as for ever, and still a number of nanoseconds. */
    private static final Duration UNLIMITED = Duration.ofDays(36_500);

    private final String platform;
    private final List<LifecycleStep> starts = new ArrayList<>();
    private final List<LifecycleStep> stops = new ArrayList<>();
    private final Map<String, BackgroundTask> tasks = new LinkedHashMap<>();
    private final Routes routes = new Routes();
    private DeliveryHandler handler = new NoDeliveries();
    private Capabilities capabilities = Capabilities.standard();
    private boolean experimental;
    private int concurrency = DEFAULT_CONCURRENCY;
    private Duration patience = DEFAULT_PATIENCE;

    SidecarBuilder(String platform) {
        this.platform = platform;
    }

    /**
     * Who brings deliveries to the platform. Without one every delivery is refused for good.
     *
     * @return this builder, as all of its methods do
     */
    public SidecarBuilder onDelivery(DeliveryHandler deliveries) {
        this.handler = Objects.requireNonNull(deliveries, "deliveries");
        return this;
    }

    /**
     * Something to do before the sidecar calls itself ready, such as fetching credentials and
     * logging in; several are done in order. If one fails, the program ends with exit code 1 and
     * the host starts it again later.
     */
    public SidecarBuilder onStart(LifecycleStep step) {
        starts.add(Objects.requireNonNull(step, "step"));
        return this;
    }

    /** Something to do at the very end, when no handler and no task runs any more. */
    public SidecarBuilder onStop(LifecycleStep step) {
        stops.add(Objects.requireNonNull(step, "step"));
        return this;
    }

    /**
     * Something to do all the time, from when the sidecar is ready until it stops.
     *
     * @param name for the log and the health check
     * @throws IllegalArgumentException if the name is taken
     */
    public SidecarBuilder background(String name, BackgroundTask task) {
        if (tasks.putIfAbsent(name, Objects.requireNonNull(task, "task")) != null) {
            throw new IllegalArgumentException("There are two background tasks '" + name + "'.");
        }
        return this;
    }

    /**
     * Answers requests of the platform on the sidecar's own address. Bodies are limited as
     * deliveries are (2 MiB unless the operator says otherwise); while the sidecar is starting or
     * stopping the caller gets 503.
     *
     * @param method such as {@code POST}, in capitals
     * @param path the whole path as it is sent; with {@code /*} at its end, all paths below
     * @throws IllegalArgumentException if the host needs the path, or it is taken
     */
    public SidecarBuilder route(String method, String path, RouteHandler route) {
        routes.add(method, path, Objects.requireNonNull(route, "route"));
        return this;
    }

    /** What the manifest says; {@link Capabilities#standard} otherwise. */
    public SidecarBuilder capabilities(Capabilities able) {
        this.capabilities = Objects.requireNonNull(able, "able");
        return this;
    }

    /** Marks the sidecar as experimental in its manifest. */
    public SidecarBuilder experimental() {
        this.experimental = true;
        return this;
    }

    /**
     * How many deliveries are with the handler at the same time; others wait. 16 otherwise.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public SidecarBuilder deliveryConcurrency(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("Deliveries need at least one at a time.");
        }
        this.concurrency = most;
        return this;
    }

    /**
     * For how long calls to the host are repeated before {@link HostUnavailableException}; two
     * minutes otherwise. In batches and downloads it begins anew whenever something was achieved.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public SidecarBuilder patience(Duration most) {
        if (most.isNegative()) {
            throw new IllegalArgumentException("Patience cannot be negative.");
        }
        this.patience = most.compareTo(UNLIMITED) > 0 ? UNLIMITED : most;
        return this;
    }

    /** Calls to the host are repeated until the sidecar stops. */
    public SidecarBuilder unlimitedPatience() {
        return patience(UNLIMITED);
    }

    /**
     * Runs the sidecar as this program, as the host started it; does not return.
     *
     * <p>Ends with exit code 0 when the host says so: by SIGTERM or SIGINT, or by the end of
     * standard input where the host set {@code LIFELINE=stdin}. Ends with 2 and one line on
     * standard error if a variable is missing or bad, and with 1 if the start fails. {@link
     * System#exit} called elsewhere stops the sidecar in the same way and keeps its code; from a
     * handler or a task, which are then waited for, it takes the whole grace of 10 seconds.
     */
    public void run() {
        System.exit(new Program(plan(), System.getenv(), System.err).run());
    }

    /**
     * Starts a sidecar inside this program, for tests say; it is ready when this returns. It does
     * not listen to signals or standard input: {@link Sidecar#close} ends it.
     *
     * @param environment what the host would set, such as {@code
     *     KHEISH_EXTERNAL_CONNECTOR_BASE_URL}; the process' own environment is not looked at
     * @throws EnvironmentException if a variable is missing or bad
     * @throws SidecarException if it cannot listen there, or a start step fails
     */
    public Sidecar start(Map<String, String> environment) {
        var sidecar = new Sidecar(plan(), environment, System.err);
        sidecar.begin();
        return sidecar;
    }

    private Plan plan() {
        return new Plan(
                platform,
                handler,
                List.copyOf(starts),
                List.copyOf(stops),
                new LinkedHashMap<>(tasks),
                routes,
                capabilities,
                experimental,
                concurrency,
                patience);
    }
}
