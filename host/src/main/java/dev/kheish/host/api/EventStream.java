package dev.kheish.host.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.stream.EventReader;
import dev.kheish.host.stream.StoredEvent;
import dev.kheish.host.web.ProblemException;

import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * One follower of the stream: first what it missed, then what happens, from the same durable rows.
 * Holds nothing while it writes, so a slow reader delays only itself. For the thread of its
 * request.
 */
final class EventStream {
    private static final int BATCH = 200;

    private final EventReader reader;
    private final Subscriptions.Subscription subscription;
    private final EventReader.Scope scope;
    private final String scopeName;
    private final Duration heartbeat;
    private long lastSent = System.nanoTime();
    private boolean caughtUp;

    EventStream(
            EventReader reader,
            Subscriptions.Subscription subscription,
            EventReader.Scope scope,
            String scopeName,
            Duration heartbeat) {
        this.reader = reader;
        this.subscription = subscription;
        this.scope = scope;
        this.scopeName = scopeName;
        this.heartbeat = heartbeat;
    }

    /**
     * Streams until the reader leaves, the host stops, or the token ends.
     *
     * @param cursor the last event the reader has; empty for what happens from now on
     * @param check throws once the caller may no longer read
     */
    void run(ServerResponse response, OptionalLong cursor, Runnable check)
            throws InterruptedException {
        EventReader.Extent extent = reader.extent();
        long position = cursor.orElse(extent.newest());
        try {
            SseSink sink = response.sink(SseSink.TYPE);
            position = skipGap(sink, position, extent);
            while (!subscription.isOver()) {
                subscription.ready();
                EventReader.Batch batch = reader.next(scope, position, BATCH);
                batch.events().forEach(event -> emit(sink, event));
                position = batch.position();
                if (batch.atEnd()) {
                    rest(sink, check);
                }
            }
            sink.close();
        } catch (UncheckedIOException | ServerConnectionException | ProblemException e) {
            throw new CloseConnectionException(
                    "The reader has gone, or may not read any longer", e);
        }
    }

    private void rest(SseSink sink, Runnable check) throws InterruptedException {
        Duration silent = Duration.ofNanos(System.nanoTime() - lastSent);
        if (!caughtUp || silent.compareTo(heartbeat) >= 0) {
            caughtUp = true; // the first one says that all that was stored has been sent
            check.run();
            send(
                    sink,
                    SseEvent.builder().name("heartbeat"),
                    Json.object().put("type", "heartbeat"));
            silent = Duration.ZERO;
        }
        var _ = subscription.await(heartbeat.minus(silent));
    }

    private long skipGap(SseSink sink, long position, EventReader.Extent extent) {
        boolean pruned = position + 1 < extent.oldest();
        boolean ahead = position > extent.newest();
        if (!pruned && !ahead) {
            return position;
        }
        long resume = pruned ? extent.oldest() - 1 : extent.newest();
        ObjectNode gap =
                Json.object()
                        .put("type", "stream_gap")
                        .put("skipped", Math.max(0, resume - position))
                        .put("resume_after_id", Long.toString(resume))
                        .put("reason", pruned ? "replay_window" : "restart_epoch")
                        .put("scope", scopeName)
                        .put("skipped_is_estimate", true);
        send(sink, SseEvent.builder().name("stream_gap"), gap);
        return resume;
    }

    private void emit(SseSink sink, StoredEvent event) {
        send(sink, SseEvent.builder().id(event.id()).name(event.type()), event.json());
    }

    private void send(SseSink sink, SseEvent.Builder event, ObjectNode json) {
        sink.emit(event.data(Json.write(json).getBytes(StandardCharsets.UTF_8)).build());
        lastSent = System.nanoTime();
    }
}
