package dev.kheish.host.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.api.StatusRoutes.Section;
import dev.kheish.host.connector.ConnectorState;
import dev.kheish.host.connector.FileReport;
import dev.kheish.host.delivery.DeliveryStatus;
import dev.kheish.host.health.DiskCheck;
import dev.kheish.host.health.Health;
import dev.kheish.host.health.Warning;
import dev.kheish.host.json.Json;
import dev.kheish.host.plugin.PluginState;
import dev.kheish.host.plugin.PluginView;
import dev.kheish.host.run.RunStatus;
import dev.kheish.host.store.WriterPragmas;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks every room how it is doing. Costs the same whatever is stored. */
final class StatusSections {
    private static final Duration QUEUE_LAG = Duration.ofMinutes(30);

    private final Rooms rooms;
    private final Path home;
    private final Clock clock;

    StatusSections(Rooms rooms, Path home, Clock clock) {
        this.rooms = rooms;
        this.home = home;
        this.clock = clock;
    }

    Map<String, Section> all() {
        Map<String, Section> sections = new LinkedHashMap<>();
        sections.put("storage", this::storage);
        sections.put("connectors", this::connectors);
        sections.put("plugins", this::plugins);
        sections.put("runs", this::runs);
        sections.put("delivery", this::delivery);
        return sections;
    }

    Health health() {
        return new Health(
                List.of(
                        new DiskCheck(home),
                        this::brokenConnectors,
                        this::brokenConnectorsFile,
                        this::refusedPlugins,
                        this::keptPlugins,
                        this::deadLetters,
                        this::queueLag),
                rooms.store::isHealthy);
    }

    private ObjectNode storage() throws InterruptedException {
        WriterPragmas pragmas = rooms.store.pragmas();
        ObjectNode json =
                Json.object()
                        .put("ok", rooms.store.isHealthy())
                        .put("bytes", rooms.store.sizeOnDisk())
                        .put("commit_queue", rooms.store.queueDepth());
        json.putObject("pragmas")
                .put("journal_mode", pragmas.journalMode())
                .put("synchronous", pragmas.synchronous());
        return json;
    }

    private ObjectNode connectors() {
        ObjectNode json = Json.object();
        rooms.connectors
                .overview()
                .counts()
                .forEach((state, count) -> json.put(state.text(), count));
        return json;
    }

    private ObjectNode plugins() {
        ObjectNode json = Json.object();
        json.put("unreclaimed", rooms.plugins.unreclaimed());
        ArrayNode kinds = json.putArray("kinds");
        rooms.plugins.kindNames().forEach(kinds::add);
        return json;
    }

    private ObjectNode runs() {
        RunStatus status = rooms.runs.status();
        ObjectNode json = Json.object();
        status.counts().forEach((state, count) -> json.put(state.text(), count));
        Long oldest = status.oldestReadyMs();
        json.put(
                "oldest_ready_age_ms",
                oldest == null ? null : Math.max(0, clock.millis() - oldest));
        return json;
    }

    private ObjectNode delivery() {
        DeliveryStatus status = rooms.deliveries.status();
        Long oldest = status.oldestPendingAtMs();
        ObjectNode json =
                Json.object()
                        .put("pending", status.pending())
                        .put("retrying", status.retrying())
                        .put("unresolved_dead_lettered", status.unresolved())
                        .put("delivered_since_start", status.delivered())
                        .put("dead_lettered_since_start", status.deadLettered())
                        .put("attempts_since_start", status.attempts())
                        .put("running", status.running())
                        .put("due", status.dueChannels());
        json.put(
                "oldest_pending_age_ms",
                oldest == null ? null : Math.max(0, clock.millis() - oldest));
        return json;
    }

    private List<Warning> brokenConnectors() {
        int broken = rooms.connectors.overview().counts().getOrDefault(ConnectorState.ERROR, 0);
        return broken == 0
                ? List.of()
                : List.of(
                        Warning.warning(
                                "connector_errors",
                                "%d connectors are in state error.".formatted(broken),
                                "See last_error in kheish connectors list."));
    }

    private List<Warning> brokenConnectorsFile() {
        FileReport file = rooms.connectors.file();
        List<String> problems = new ArrayList<>();
        file.error().ifPresent(problems::add);
        file.refused().forEach(refused -> problems.add(refused.key() + ": " + refused.detail()));
        return problems.isEmpty()
                ? List.of()
                : List.of(
                        Warning.warning(
                                "connectors_file",
                                "%s: %s".formatted(file.path(), String.join("; ", problems)),
                                "Mend the file; what was good before stays in force until then."));
    }

    private List<Warning> refusedPlugins() {
        List<PluginView> refused =
                rooms.plugins.views().stream()
                        .filter(plugin -> plugin.state() == PluginState.REFUSED)
                        .toList();
        return refused.isEmpty()
                ? List.of()
                : List.of(
                        Warning.warning(
                                "plugins_refused",
                                "%d plugins were refused.".formatted(refused.size()),
                                "See the reasons in kheish plugins list."));
    }

    private List<Warning> keptPlugins() {
        int kept = rooms.plugins.unreclaimed();
        return kept == 0
                ? List.of()
                : List.of(
                        Warning.warning(
                                "plugins_kept_in_memory",
                                "%d closed plugins are still in memory.".formatted(kept),
                                "See what keeps them in kheish plugins list; a restart frees them."));
    }

    private List<Warning> deadLetters() {
        long unresolved = rooms.deliveries.status().unresolved();
        return unresolved == 0
                ? List.of()
                : List.of(
                        Warning.warning(
                                "delivery_dead_letters",
                                "%d deliveries were given up.".formatted(unresolved),
                                "See kheish deliveries dead-letter, then replay or resolve them."));
    }

    private List<Warning> queueLag() {
        Long oldest = rooms.runs.status().oldestReadyMs();
        if (oldest == null || clock.millis() - oldest < QUEUE_LAG.toMillis()) {
            return List.of();
        }
        return List.of(
                Warning.warning(
                        "queued_run_lag",
                        "The oldest run waits since %d minutes."
                                .formatted(Duration.ofMillis(clock.millis() - oldest).toMinutes()),
                        "Start workers, or choose a handler in kheish.yaml."));
    }
}
