package dev.kheish.host.app;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.api.AssetRoutes;
import dev.kheish.host.api.AuditRoutes;
import dev.kheish.host.api.AuthRoutes;
import dev.kheish.host.api.ConnectorRoutes;
import dev.kheish.host.api.ControlPlane;
import dev.kheish.host.api.DeliveryRoutes;
import dev.kheish.host.api.EventRoutes;
import dev.kheish.host.api.Gate;
import dev.kheish.host.api.InputRoutes;
import dev.kheish.host.api.Inputs;
import dev.kheish.host.api.KindRoutes;
import dev.kheish.host.api.LeasedAssets;
import dev.kheish.host.api.LogRoutes;
import dev.kheish.host.api.MetricsRoutes;
import dev.kheish.host.api.PersonaRoutes;
import dev.kheish.host.api.PluginRoutes;
import dev.kheish.host.api.RunRoutes;
import dev.kheish.host.api.ScheduleRoutes;
import dev.kheish.host.api.SecretRoutes;
import dev.kheish.host.api.SessionRoutes;
import dev.kheish.host.api.StatusRoutes;
import dev.kheish.host.api.TokenGate;
import dev.kheish.host.api.TokenRoutes;
import dev.kheish.host.api.Tokens;
import dev.kheish.host.health.Health;
import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.metrics.Metrics;
import dev.kheish.host.retention.Retention;
import dev.kheish.host.run.HandlerCalls;
import dev.kheish.host.run.Handlers;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.RunRef;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpService;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running daemon. {@link #start} returns when it is ready; {@link #close} returns when everything
 * has ended in order.
 */
public final class Daemon implements AutoCloseable {
    private final Lifecycle parts = new Lifecycle();
    private final DaemonSettings settings;
    private final Clock clock;
    private @Nullable WebServer server;
    private List<String> complaints = List.of();
    private String banner = "";

    private Daemon(DaemonSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Starts a daemon; nothing of it is left running when that fails. */
    static Daemon start(
            DaemonSettings settings, Path home, Map<String, String> environment, Clock clock)
            throws Exception {
        Daemon daemon = new Daemon(settings, clock);
        try {
            daemon.open(Home.open(home), environment);
            return daemon;
        } catch (Exception e) {
            daemon.close();
            throw e;
        }
    }

    private void open(Home home, Map<String, String> environment) throws Exception {
        parts.owes("home", home::close);
        Ahead<HeadStart.Front> front = HeadStart.begin(settings.limits());
        Rooms rooms =
                new Rooms(
                        settings, home, home.plugins(), environment, clock, this::localUrl, parts);
        Tokens tokens =
                Tokens.open(rooms.store, rooms.audit, clock, home.folder().resolve("admin-token"));
        Gate gate = new TokenGate(tokens, rooms.refusals, clock);
        StatusSections sections = new StatusSections(rooms, home.folder(), clock);
        Health health = sections.health();
        List<HttpService> services = new ArrayList<>(services(rooms, tokens, gate));
        EventRoutes streams =
                new EventRoutes(
                        rooms.store, rooms.sessions, rooms.events, gate, EventRoutes.HEARTBEAT);
        services.add(streams);
        services.add(new StatusRoutes(health, Version.text(), clock, sections.all()));
        Retention retention = new Keeping(rooms, settings.retention(), clock).retention();
        Metrics metrics = new Metrics(sources(rooms, health, retention));
        parts.owes("metrics", metrics::close);
        services.add(new MetricsRoutes(metrics, gate, settings.metricsReaders()));
        WebServer made = server(front.take(), new ControlPlane(gate, services), rooms);
        server = made;
        parts.start(
                "web server",
                () -> Listening.start(made, settings.server().host(), settings.server().port()),
                made::stop);
        parts.owes("streams", streams::close);
        parts.owes("captured lines", rooms.connectors::stopWaiting);
        parts.start("announcement", () -> home.announce(url()), home::withdraw);
        parts.owes("ingress", rooms.ingress::close);
        parts.start("connectors", rooms.connectors::startAll, rooms.connectors::drainAll);
        parts.start("runs", rooms.runs::start, rooms.runs::close);
        parts.start("preparation", rooms.preparation::start, rooms.preparation::close);
        parts.start("schedules", rooms.schedules::start, rooms.schedules::close);
        parts.start("deliveries", rooms.deliveries::start, rooms.deliveries::stop);
        parts.start("retention", retention::start, retention::close);
        Optional<Handlers> handler = Handlers.of(settings.handler(), tools(rooms));
        if (handler.isPresent()) {
            parts.start(
                    "handler",
                    handler.get()::start,
                    () -> handler.get().stop(settings.stopGrace()));
        }
        parts.owes("lending", rooms.runs::stopLending);
        parts.owes("outside ingress", rooms.ingress::closeToOutside);
        parts.start("readiness", health::started, health::stopping);
        complaints = Complaints.of(rooms);
        banner =
                "%s · home %s · kinds %s"
                        .formatted(
                                Version.text(),
                                home.folder(),
                                String.join(", ", rooms.plugins.kindNames()));
    }

    private static List<MetricSource> sources(Rooms rooms, Health health, Retention retention) {
        return List.of(
                new ProcessMetrics(rooms, health),
                rooms.ingress.metrics(),
                rooms.store.metrics(),
                rooms.runs.metrics(),
                rooms.deliveries.metrics(),
                rooms.egress.metrics(),
                retention.metrics());
    }

    /** One line that says what is running. */
    String banner() {
        return banner;
    }

    /** What of plugins and connectors file could not be taken. */
    List<String> complaints() {
        return complaints;
    }

    private List<HttpService> services(Rooms rooms, Tokens tokens, Gate gate) {
        return List.of(
                new SessionRoutes(rooms.sessionControl, rooms.connectors.directory(), rooms.store),
                new InputRoutes(rooms.sessionControl, rooms.connectors.directory(), inputs(rooms)),
                new PersonaRoutes(rooms.personas),
                new RunRoutes(rooms.runs, rooms.runViews, rooms.outputs),
                new ScheduleRoutes(rooms.schedules, rooms.connectors.directory()),
                new DeliveryRoutes(
                        rooms.store,
                        rooms.sessions,
                        rooms.deliveries.desk(),
                        rooms.connectors.directory()),
                new ConnectorRoutes(rooms.connectors),
                new LogRoutes(rooms.connectors),
                new KindRoutes(rooms.connectors),
                new PluginRoutes(rooms.plugins),
                new SecretRoutes(rooms.secrets, rooms.connectors),
                new AuthRoutes(rooms.leases, rooms.connectors),
                new AssetRoutes(
                        rooms.store,
                        rooms.assets,
                        rooms.audit,
                        gate,
                        LeasedAssets.of(rooms.store, clock)),
                new AuditRoutes(rooms.store, rooms.audit),
                new TokenRoutes(tokens, clock));
    }

    private Handlers.Tools tools(Rooms rooms) {
        return new Handlers.Tools(
                rooms.runs,
                rooms.runViews,
                rooms.outputs,
                new HandlerCalls(rooms.egress, clock, rooms.secrets::value, this::url));
    }

    private static Inputs inputs(Rooms rooms) {
        return new Inputs() {
            @Override
            public Receipt submit(InboundEvent event) {
                return rooms.ingress.submit(event);
            }

            @Override
            public JsonNode view(RunRef run) {
                return rooms.ingress.view(run);
            }
        };
    }

    private WebServer server(HeadStart.Front front, ControlPlane controlPlane, Rooms rooms)
            throws UnknownHostException {
        rooms.ingress.routing(front.routing());
        controlPlane.register(front.routing());
        return front.config()
                .address(InetAddress.getByName(settings.server().host()))
                .port(settings.server().port())
                .addRouting(front.routing())
                .build();
    }

    /** Where it listens. */
    public String url() {
        WebServer running = server;
        if (running == null) {
            throw new IllegalStateException("The daemon does not listen");
        }
        String host = settings.server().host();
        return "http://"
                + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
                + ":"
                + running.port();
    }

    /** Where programs on this machine reach it: an address that means all is not one to call. */
    private String localUrl() {
        WebServer running = server;
        if (running == null) {
            throw new IllegalStateException("The daemon does not listen");
        }
        String host = settings.server().host();
        String local =
                switch (host) {
                    case "0.0.0.0" -> "127.0.0.1";
                    case "::", "[::]" -> "[::1]";
                    default -> host.indexOf(':') >= 0 ? "[" + host + "]" : host;
                };
        return "http://" + local + ":" + running.port();
    }

    @Override
    public void close() {
        parts.close();
    }
}
