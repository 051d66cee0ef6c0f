package dev.kheish.host.connector;

import dev.kheish.host.connector.SettingsReader.Reading;
import dev.kheish.host.plugin.KindLease;
import dev.kheish.host.plugin.PluginFault;
import dev.kheish.host.plugin.SuccessorCheck;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tries whether connectors could go on with a newer generation of their kind: settings are read and
 * validated, and those that are open are opened once more, which does no I/O, and closed again.
 * Safe for use by many threads.
 */
final class SuccessorTrial implements SuccessorCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int ENOUGH = 3;

    private final Entries entries;
    private final Validation validation;
    private final Obstacles obstacles;
    private final Opener opener;

    SuccessorTrial(Entries entries, Validation validation, Obstacles obstacles, Opener opener) {
        this.entries = entries;
        this.validation = validation;
        this.obstacles = obstacles;
        this.opener = opener;
    }

    @Override
    public List<String> objections(String kind, Optional<ConnectorKind> successor) {
        List<Entry> concerned =
                entries.sorted().stream()
                        .filter(entry -> entry.key().kind().equals(kind))
                        .filter(SuccessorTrial::hasSomethingToLose)
                        .toList();
        if (concerned.isEmpty()) {
            return List.of();
        }
        if (successor.isEmpty()) {
            String names =
                    concerned.stream()
                            .map(entry -> entry.key().toString())
                            .collect(Collectors.joining(", "));
            return List.of(
                    "it no longer offers the kind '%s' of %s; delete these connectors first, or remove the plugin's file"
                            .formatted(kind, names));
        }
        List<String> objections = new ArrayList<>();
        for (Entry entry : concerned) {
            if (objections.size() == ENOUGH) { // each may be one that hangs
                objections.add("other connectors were not tried");
                break;
            }
            objection(entry, successor.get())
                    .ifPresent(text -> objections.add("connector " + entry.key() + ": " + text));
        }
        return objections;
    }

    private static boolean hasSomethingToLose(Entry entry) {
        return entry.open() != null || entry.situation().state() == ConnectorState.PAUSED;
    }

    private Optional<String> objection(Entry entry, ConnectorKind successor) {
        Definition definition = entry.definition();
        try {
            Reading reading = validation.read(successor, definition);
            if (entry.open() == null) {
                return text(obstacles.inSettings(successor, definition, reading));
            }
            Map<String, SecretSource> sources =
                    SecretSource.of(successor.settings(), reading.settings());
            List<FieldError> errors = obstacles.all(successor, definition, reading, sources);
            if (errors.isEmpty()) {
                opener.open(definition, new TrialLease(successor), reading, sources)
                        .close(PATIENCE);
            }
            return text(errors);
        } catch (ConnectorException | PluginFault e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> text(List<FieldError> errors) {
        return errors.isEmpty() ? Optional.empty() : Optional.of(Mistakes.text(errors));
    }

    /** The plugin is not offered yet and belongs to whoever asks. */
    private record TrialLease(ConnectorKind kind) implements KindLease {
        @Override
        public String pluginId() {
            return "";
        }

        @Override
        public long generation() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
