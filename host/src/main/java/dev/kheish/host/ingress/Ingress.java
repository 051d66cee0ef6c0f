package dev.kheish.host.ingress;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.asset.Assets;
import dev.kheish.host.audit.FailureLimiter;
import dev.kheish.host.audit.RefusalCounts;
import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.LiveConnector;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.index.Receipts;
import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.retention.Slice;
import dev.kheish.host.run.Runs;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Store;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Route;
import dev.kheish.spi.RunRef;
import dev.kheish.spi.Submission;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code /v1/connectors/{kind}/{name}/…}: the connectors' routes. What they ask for credentials is
 * their own affair; the control plane's tokens mean nothing here.
 */
public final class Ingress implements HttpService {
    /** Where connectors are reached. */
    public static final String PREFIX = "/v1/connectors";

    private static final String DOMAIN = "connector_ingress";
    private static final Duration AWAY = Duration.ofSeconds(5);
    private static final Header NO_STORE =
            HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

    private final ConnectorDirectory connectors;
    private final Intake intake;
    private final Slice slice;
    private final BodyBudget budget;
    private final FailureLimiter limiter;
    private final RefusalCounts refusals;
    private final ReplyWriter replies;
    private final IngressMetrics metrics;
    private final Clock clock;
    private volatile boolean closedToOutside;
    private volatile boolean closed;

    public Ingress(
            Rooms rooms, RunViewSource views, RefusalCounts refusals, IngressSettings settings) {
        this.connectors = rooms.connectors();
        this.clock = rooms.clock();
        this.budget = new BodyBudget(settings.strangersBodyBytes());
        this.limiter = FailureLimiter.standard(clock);
        this.refusals = refusals;
        this.replies = new ReplyWriter(views);
        this.metrics = new IngressMetrics(connectors);
        RateBuckets rates = new RateBuckets();
        EventCommit commit =
                new EventCommit(
                        new EventCommit.Parts(
                                rooms.sessions(),
                                rooms.runs(),
                                rooms.receipts(),
                                rooms.assets(),
                                clock),
                        rates);
        this.slice = commit.slice();
        this.intake =
                new Intake(
                        rooms.store(),
                        new EventPreparer(connectors, rooms.assets()),
                        commit,
                        rates,
                        clock);
    }

    /** The rooms below that an event passes. */
    public record Rooms(
            Store store,
            ConnectorDirectory connectors,
            Sessions sessions,
            Runs runs,
            Receipts receipts,
            Assets assets,
            Clock clock) {}

    /** Commits events of a connector; one receipt for each, in order, when they are on disk. */
    public List<Receipt> submit(LiveConnector connector, Submission submission) {
        List<Receipt> receipts = intake.submit(Source.of(connector), submission);
        metrics.submitted(connector, receipts);
        return receipts;
    }

    /** Commits an input that the control plane gives. */
    public Receipt submit(InboundEvent event) {
        return intake.submit(Source.API, Submission.of(event)).getFirst();
    }

    /** From now on callers that are not on this machine are answered with 503. */
    public void closeToOutside() {
        closedToOutside = true;
    }

    /** From now on every request is answered with 503. */
    public void close() {
        closed = true;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any(PREFIX + "/{kind}/{name}", this::handle);
        rules.any(PREFIX + "/{kind}/{name}/*", this::handle);
    }

    /** Receipts that are old, and what is left of their runs. */
    public Slice slice() {
        return slice;
    }

    /** What came in and what became of it. */
    public MetricSource metrics() {
        return metrics;
    }

    /** The run of a receipt, as its routes show it. */
    public JsonNode view(RunRef run) {
        return replies.view(run);
    }

    private void handle(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        List<String> segments = PathSegments.after(request, 2);
        if (segments.size() < 2) {
            refuse(
                    request,
                    response,
                    Problem.notFound("not_found", "Name a kind and a connector."));
            return;
        }
        String kind = segments.get(0);
        String name = segments.get(1);
        if (closed || (closedToOutside && !OutsideRequest.isLocal(request))) {
            refuse(
                    request,
                    response,
                    Problem.unavailable("daemon_draining", "The daemon is stopping.", AWAY));
            return;
        }
        switch (connectors.find(kind, name)) {
            case Lookup.Live(LiveConnector connector) ->
                    route(request, response, connector, segments.subList(2, segments.size()));
            case Lookup.Unavailable(String code, String detail, Duration after) -> {
                metrics.unavailable(kind, name);
                refuse(request, response, Problem.unavailable(code, detail, after));
            }
            case Lookup.Unknown() -> {
                metrics.unknown();
                refuse(
                        request,
                        response,
                        Problem.notFound(
                                "not_found",
                                "No connector %s/%s is configured.".formatted(kind, name)));
            }
        }
    }

    private void route(
            ServerRequest request,
            ServerResponse response,
            LiveConnector connector,
            List<String> rest)
            throws InterruptedException {
        Optional<LiveConnector.Hold> hold = connector.hold();
        if (hold.isEmpty()) {
            metrics.unavailable(connector.kind(), connector.name());
            refuse(
                    request,
                    response,
                    Problem.unavailable(
                            "connector_replaced", "The connector is being replaced.", AWAY));
            return;
        }
        long startedNanos = System.nanoTime();
        try (var _ = hold.get()) {
            String method = request.prologue().method().text();
            List<Route> routes = routesFor(request, connector);
            switch (RouteTable.match(routes, method, rest)) {
                case RouteTable.Match.Found found -> {
                    int status = 500;
                    try {
                        status = answer(request, response, connector, found);
                    } finally {
                        metrics.answered(connector, status, startedNanos);
                    }
                }
                case RouteTable.Match.WrongMethod(String allow, boolean localOnly) -> {
                    metrics.answered(connector, 405, startedNanos);
                    keepOutOfCaches(response, localOnly);
                    refuse(
                            request,
                            response,
                            Problem.of(405, "method_not_allowed", "This path takes " + allow + ".")
                                    .header(HeaderNames.ALLOW, allow));
                }
                case RouteTable.Match.NoRoute() -> {
                    metrics.answered(connector, 404, startedNanos);
                    refuse(request, response, noRoute(connector));
                }
            }
        }
    }

    /** Those that exist for this caller. */
    private static List<Route> routesFor(ServerRequest request, LiveConnector connector) {
        List<Route> all = connector.routes();
        // Most kinds have no such route, and then nobody need look where the caller sits.
        return all.stream().noneMatch(Route::isLocalOnly) || OutsideRequest.isLocal(request)
                ? all
                : all.stream().filter(route -> !route.isLocalOnly()).toList();
    }

    // Put on at the very end, for what fails unexpectedly starts again without headers.
    private static void keepOutOfCaches(ServerResponse response, boolean localOnly) {
        if (localOnly) {
            response.beforeSend(() -> response.header(NO_STORE));
        }
    }

    /** Says with which status. */
    private int answer(
            ServerRequest request,
            ServerResponse response,
            LiveConnector connector,
            RouteTable.Match.Found found)
            throws InterruptedException {
        keepOutOfCaches(response, found.route().isLocalOnly());
        try (OutsideRequest outside =
                new OutsideRequest(
                        request, found.route().bodyLimit(), found.parameters(), budget)) {
            IngressReply reply;
            try {
                reply = found.route().handler().handle(outside);
            } catch (IngressRefusal e) {
                reply = e.reply();
            } catch (RuntimeException e) {
                if (isOpen(connector)) {
                    throw e;
                }
                reply = replaced(); // it was closed under a call that took too long
            }
            reply = slowedDown(connector, outside, reply);
            if (reply.body() == IngressReply.Body.NO_ROUTE) {
                refuse(request, response, noRoute(connector));
                return 404;
            }
            replies.write(request, response, reply);
            return reply.status();
        }
    }

    private static boolean isOpen(LiveConnector connector) {
        Optional<LiveConnector.Hold> hold = connector.hold();
        hold.ifPresent(LiveConnector.Hold::close);
        return hold.isPresent();
    }

    private static IngressReply replaced() {
        return IngressReply.unavailable(
                "connector_replaced", "The connector was replaced meanwhile.", AWAY);
    }

    private static Problem noRoute(LiveConnector connector) {
        return Problem.notFound(
                "not_found",
                "Connector %s/%s has no such route.".formatted(connector.kind(), connector.name()));
    }

    /** Refused credentials are counted; too many of them from one place are told to wait. */
    private IngressReply slowedDown(
            LiveConnector connector, OutsideRequest request, IngressReply reply) {
        if (reply.status() != 401) {
            return reply;
        }
        String source = request.remoteAddress();
        refusals.count(connector.kind() + "/" + connector.name(), reply.detail(), source);
        // Whoever has proved who it is learns what is wrong: told to wait it would not mend it.
        if (request.isAuthenticated() || !limiter.fails(connector.incarnation() + " " + source)) {
            return reply;
        }
        return IngressReply.problem(
                        429,
                        "rate_limited",
                        "Too many refused credentials from this address; valid ones still pass.")
                .withHeader("Retry-After", Long.toString(limiter.retryAfter().toSeconds()));
    }

    private static void refuse(ServerRequest request, ServerResponse response, Problem problem) {
        Failures.send(request, response, problem.domain(DOMAIN));
    }
}
