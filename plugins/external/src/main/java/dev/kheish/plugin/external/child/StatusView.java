package dev.kheish.plugin.external.child;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorStatus;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** How the child process appears in the connector's view. */
final class StatusView {
    private final ConnectorContext context;
    private final Board board;

    StatusView(ConnectorContext context, Board board) {
        this.context = context;
        this.board = board;
    }

    ConnectorStatus status() {
        Snapshot now = board.snapshot();
        ConnectorStatus status =
                switch (now.state()) {
                    case READY -> ConnectorStatus.ok();
                    case STARTING, DEGRADED, DRAINING, STOPPED ->
                            ConnectorStatus.degraded(now.reason());
                    case BACKING_OFF, CRASH_LOOP, BLOCKED -> ConnectorStatus.failing(now.reason());
                };
        return status.withDetails(details(now));
    }

    private JsonObject details(Snapshot now) {
        JsonObjectBuilder details =
                context.json()
                        .createObjectBuilder()
                        .add("state", now.state().text())
                        .add("generation", now.generation())
                        .add("restarts", now.restarts())
                        .add("isolation", board.ownUser() ? "user" : "none")
                        .add("process_group", board.ownGroup());
        if (!now.instanceId().isEmpty()) {
            details.add("instance_id", now.instanceId());
        }
        if (now.pid() != 0) {
            details.add("pid", now.pid())
                    .add("started_at_ms", now.startedAtMs())
                    .add("uptime_ms", Math.max(0, context.clock().millis() - now.startedAtMs()));
        }
        if (now.nextStartAtMs() != 0) {
            details.add("next_start_at_ms", now.nextStartAtMs());
        }
        addExit(details, now);
        addHealth(details, now);
        return details.build();
    }

    private void addExit(JsonObjectBuilder details, Snapshot now) {
        Exit exit = now.lastExit();
        if (exit == null) {
            return;
        }
        JsonObjectBuilder json = context.json().createObjectBuilder();
        exit.signal()
                .ifPresentOrElse(
                        name -> json.add("signal", name), () -> json.add("code", exit.value()));
        details.add("last_exit", json.add("at_ms", exit.atMs()));
    }

    private void addHealth(JsonObjectBuilder details, Snapshot now) {
        Finding.Up up = now.up();
        if (up == null) {
            return;
        }
        JsonObjectBuilder json =
                context.json().createObjectBuilder().add("status", Prober.word(up.health()));
        if (!up.health().detail().isEmpty()) {
            json.add("detail", up.health().detail());
        }
        details.add("health", json.add("at_ms", up.atMs()));
    }
}
