package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code kheish events}. */
@Command(
        footer = {
            "",
            "Without --follow: shows what is stored, from --cursor or the beginning on, and ends.",
            "With --output json each event is a document on a line of its own."
        })
final class EventsCommand implements Callable<Integer> {
    private final Root root;

    @Option(names = "--follow", description = "Keeps showing events as they happen, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--cursor",
            paramLabel = "ID",
            description = "Begins after this event. By default --follow begins now.")
    private @Nullable String cursor;

    @Option(names = "--session", paramLabel = "ID", description = "Only those of this session.")
    private @Nullable String session;

    @Option(names = "--run", paramLabel = "ID", description = "Only those of this run.")
    private @Nullable String run;

    EventsCommand(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Request request =
                Request.get("v1", "events", "stream")
                        .query("cursor", cursor == null && !follow ? "0" : cursor)
                        .query("session_id", session)
                        .query("run_id", run)
                        .timeout(Duration.ofSeconds(60));
        try (InputStream stream = root.api().open(request)) {
            EventReader reader = new EventReader(stream);
            for (Optional<EventReader.Event> event = reader.next();
                    event.isPresent();
                    event = reader.next()) {
                // The first heartbeat says that all that was stored has been sent.
                if (event.get().type().equals("heartbeat") && !follow) {
                    return Exit.OK.code();
                }
                show(event.get());
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.UNREACHABLE,
                    "The stream from " + root.api().url() + " broke off: " + e.getMessage());
        }
        if (follow) {
            throw new CommandFailure(
                    Exit.UNREACHABLE, "The daemon ended the stream; it may be stopping.");
        }
        return Exit.OK.code();
    }

    private void show(EventReader.Event event) {
        if (event.type().equals("heartbeat")) {
            return;
        }
        JsonNode data = Documents.parseOrNull(event.data());
        if (root.printer().json()) {
            root.shell().out().println(data == null ? event.data() : Documents.compact(data));
        } else {
            root.shell().out().println(line(event, data));
        }
        root.shell().out().flush();
    }

    private String line(EventReader.Event event, @Nullable JsonNode data) {
        StringBuilder line = new StringBuilder();
        line.append(Cells.line(event.id())).append("  ");
        if (data == null || !data.isObject()) {
            return line.append(event.type())
                    .append("  ")
                    .append(Cells.line(event.data()))
                    .toString();
        }
        if (data.has("at_ms")) {
            line.append(root.printer().time(data.path("at_ms"))).append("  ");
        }
        line.append(Cells.line(event.type()));
        for (var member : data.properties()) {
            if (!member.getKey().equals("type")
                    && !member.getKey().equals("at_ms")
                    && !member.getKey().equals("id")) {
                String value = Cells.of(member.getValue());
                if (!value.isEmpty()) {
                    line.append("  ").append(Cells.line(member.getKey())).append('=').append(value);
                }
            }
        }
        return DisplayWidth.cut(line.toString(), root.printer().screen());
    }
}
