package dev.kheish.host.app;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.cli.PluginCheckOptions;
import dev.kheish.host.connector.ConnectorKey;
import dev.kheish.host.connector.DeleteRequest;
import dev.kheish.host.connector.LiveConnector;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.connector.PutOutcome;
import dev.kheish.host.connector.PutRequest;
import dev.kheish.host.json.Json;
import dev.kheish.host.plugin.KindLease;
import dev.kheish.host.plugin.PluginFault;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.Origin;
import dev.kheish.spi.TargetException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes a connector of a kind and calls what costs nothing. For one thread. */
final class KindCheck {
    private static final String ACTOR = "check";
    private static final Duration OPENING = Duration.ofSeconds(20);
    private static final Duration RUNNING = Duration.ofSeconds(3);

    private final Rooms rooms;
    private final PluginCheckOptions options;
    private final PluginReport report;
    private final List<ConnectorKey> made = new ArrayList<>();

    KindCheck(Rooms rooms, PluginCheckOptions options, PluginReport report) {
        this.rooms = rooms;
        this.options = options;
        this.report = report;
    }

    void check(String kind) throws InterruptedException {
        decode(kind);
        ConnectorKey key = new ConnectorKey(kind, ACTOR);
        ObjectNode given = options.settings();
        PutOutcome outcome =
                rooms.connectors.put(
                        PutRequest.of(key, given == null ? Json.object() : given, ACTOR));
        switch (outcome) {
            case PutOutcome.KindFailed(String detail) ->
                    report.failed("settings of " + kind, detail);
            case PutOutcome.Stored _ -> opened(key);
            case PutOutcome.Invalid(List<FieldError> errors) -> invalid(kind, errors);
            default -> report.failed("settings of " + kind, outcome.toString());
        }
    }

    private void invalid(String kind, List<FieldError> errors) {
        String text =
                errors.stream()
                        .map(error -> error.field() + " " + error.message())
                        .collect(Collectors.joining("; "));
        if (options.settings() == null) {
            report.skipped(
                    "opening of " + kind,
                    "it wants settings, give them with --settings FILE: " + text);
        } else {
            report.failed("settings of " + kind, text);
        }
    }

    private void decode(String kind) {
        Optional<KindLease> lease = rooms.plugins.lease(kind);
        if (lease.isEmpty()) {
            return;
        }
        try (KindLease held = lease.get()) {
            held.kind().target(ACTOR, Origin.CLIENT);
            report.ok("reply targets of " + kind, "are read");
        } catch (TargetException e) {
            report.ok("reply targets of " + kind, "are read, and refused with: " + e.getMessage());
        } catch (PluginFault e) {
            report.failed("reply targets of " + kind, String.valueOf(e.getMessage()));
        }
    }

    private void opened(ConnectorKey key) throws InterruptedException {
        made.add(key);
        long deadline = System.nanoTime() + OPENING.toNanos();
        while (!isSettled(key) && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        if (!(rooms.connectors.directory().find(key.kind(), key.name())
                instanceof Lookup.Live live)) {
            report.failed("opening of " + key.kind(), view(key).path("last_error").asText());
            return;
        }
        report.ok("opening of " + key.kind(), routes(key));
        if (askForStatus(live.connector()) && options.start()) {
            run(key);
        }
    }

    private boolean isSettled(ConnectorKey key) {
        return rooms.connectors.directory().find(key.kind(), key.name()) instanceof Lookup.Live
                || view(key).path("state").asText().equals("error");
    }

    private String routes(ConnectorKey key) {
        List<String> routes = new ArrayList<>();
        view(key).path("routes").forEach(route -> routes.add(route.asText()));
        return routes.isEmpty() ? "has no routes" : "has " + String.join(", ", routes);
    }

    private boolean askForStatus(LiveConnector connector) {
        Optional<LiveConnector.Hold> hold = connector.hold();
        if (hold.isEmpty()) {
            return true;
        }
        try (LiveConnector.Hold _ = hold.get()) {
            connector.connector().status();
            return true;
        } catch (PluginFault e) {
            report.failed("status of " + connector.kind(), String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void run(ConnectorKey key) throws InterruptedException {
        rooms.connectors.startAll();
        Thread.sleep(RUNNING);
        ObjectNode view = view(key);
        if (view.path("state").asText().equals("error")) {
            report.failed("starting of " + key.kind(), view.path("last_error").asText());
        } else if (view.has("overloaded")) {
            report.failed(
                    "running of " + key.kind(),
                    "it submits faster than the host commits and was turned away %d times in %d s; wait for each receipt, and back off after Overloaded"
                            .formatted(
                                    view.path("overloaded").path("turned_away").asLong(),
                                    RUNNING.toSeconds()));
        } else {
            report.ok("running of " + key.kind(), "for %d s".formatted(RUNNING.toSeconds()));
        }
    }

    private ObjectNode view(ConnectorKey key) {
        return rooms.connectors.view(key, true).orElseGet(Json::object);
    }

    void removeConnectors() throws InterruptedException {
        for (ConnectorKey key : made) {
            rooms.connectors.delete(DeleteRequest.of(key, ACTOR));
        }
    }
}
