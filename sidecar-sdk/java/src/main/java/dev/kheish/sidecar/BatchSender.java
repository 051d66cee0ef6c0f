package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpAnswer;
import dev.kheish.sidecar.json.JsonWriter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends events in batches of at most {@value #MAX_EVENTS} events and 2 MiB, in order, until all of
 * them are settled. Safe for use by many threads.
 */
final class BatchSender {
    static final int MAX_EVENTS = 64;

    /** What stands around the events of a batch; more than it ever is. */
    private static final int ENVELOPE_BYTES = 64;

    private final Host host;
    private final Environment environment;
    private final Timing timing;
    private final Duration patience;
    private final EventSender singles;

    BatchSender(
            Host host,
            Environment environment,
            Timing timing,
            Duration patience,
            EventSender singles) {
        this.host = host;
        this.environment = environment;
        this.timing = timing;
        this.patience = patience;
        this.singles = singles;
    }

    List<Submission> submit(List<Event> events) throws InterruptedException {
        List<Optional<Submission>> results =
                new ArrayList<>(Collections.nCopies(events.size(), Optional.empty()));
        List<Integer> sizes = sizes(events);
        try {
            int from = 0;
            while (from < events.size()) {
                int to = end(sizes, from);
                settle(events.subList(from, to), results.subList(from, to));
                from = to;
            }
        } catch (HostUnavailableException e) {
            long missing = results.stream().filter(Optional::isEmpty).count();
            throw new BatchIncompleteException(
                    missing + " of " + events.size() + " events were not taken. " + e.getMessage(),
                    results,
                    e);
        }
        return results.stream().flatMap(Optional::stream).toList();
    }

    /** In bytes, each with the comma after it; refuses one that is too large for any request. */
    private List<Integer> sizes(List<Event> events) {
        List<Integer> sizes = new ArrayList<>();
        for (Event event : events) {
            EventSender.refuseTooLarge(event, event.single(environment.instanceId(), 1));
            String json = JsonWriter.write(event.wire(environment.instanceId()));
            sizes.add(json.getBytes(StandardCharsets.UTF_8).length + 1);
        }
        return sizes;
    }

    private static int end(List<Integer> sizes, int from) {
        int bytes = ENVELOPE_BYTES;
        int to = from;
        while (to < sizes.size() && to - from < MAX_EVENTS) {
            bytes += sizes.get(to);
            if (bytes > EventSender.MAX_BODY_BYTES && to > from) {
                break;
            }
            to++;
        }
        return to;
    }

    /** Settles one request's worth of events; {@code results} are theirs. */
    private void settle(List<Event> events, List<Optional<Submission>> results)
            throws InterruptedException {
        var persistence = new Persistence(timing, patience, "Submitting a batch");
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            open.add(i);
        }
        while (!open.isEmpty()) {
            int version = singles.version();
            switch (attempt(open.stream().map(events::get).toList(), version)) {
                case BatchReading.Refused(int status, Problem problem) ->
                        throw problem.refusal("Submitting a batch", status, environment.name());
                case BatchReading.Singles() -> {
                    for (int index : open) {
                        results.set(index, Optional.of(singles.submit(events.get(index))));
                    }
                    return;
                }
                case BatchReading.Items items -> {
                    open = take(items, open, results);
                    goOn(items, version, open, persistence);
                }
            }
        }
    }

    private static List<Integer> take(
            BatchReading.Items items, List<Integer> sent, List<Optional<Submission>> results) {
        items.done().forEach((at, result) -> results.set(sent.get(at), Optional.of(result)));
        return items.again().stream().map(sent::get).toList();
    }

    private void goOn(
            BatchReading.Items items, int version, List<Integer> open, Persistence persistence)
            throws InterruptedException {
        if (!items.done().isEmpty()) {
            persistence.progress();
        }
        if (items.version() < version) {
            singles.lower(items.version());
        } else if (!open.isEmpty()) {
            persistence.pause(items.afterMillis(), items.why(), null);
        }
    }

    private BatchReading attempt(List<Event> events, int version) {
        List<Map<String, Object>> wires = new ArrayList<>();
        events.forEach(event -> wires.add(event.wire(environment.instanceId())));
        String json = JsonWriter.write(Map.of("protocol_version", version, "events", wires));
        String token = environment.sharedToken();
        try (HttpAnswer answer = host.post("/events/batch", json, token, EventSender.TIMEOUT)) {
            return BatchReading.read(answer, events.size(), version, timing.nowMillis());
        } catch (IOException e) {
            return BatchReading.lost(events.size(), version, EventSender.lost(e));
        }
    }
}
