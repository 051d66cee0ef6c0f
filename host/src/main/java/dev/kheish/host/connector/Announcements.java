package dev.kheish.host.connector;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.StoreException;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Tells of connectors on the stream and to listeners. Changes of state go to disk in order, a
 * little later, so that nobody who opens connectors waits for the disk. Safe for use by many
 * threads.
 */
final class Announcements implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Announcements.class.getName());
    private static final int BATCH = 256;

    private final Store store;
    private final EventLog events;
    private final List<ConnectorDirectory.Listener> listeners = new CopyOnWriteArrayList<>();
    private final BlockingQueue<NewEvent> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    Announcements(Store store, EventLog events) {
        this.store = store;
        this.events = events;
        this.thread = Thread.ofVirtual().name("connector-events").start(this::run);
    }

    void onChange(ConnectorDirectory.Listener listener) {
        listeners.add(listener);
    }

    /** In the current commit. */
    void append(Tx tx, String type, Definition definition) {
        events.append(
                tx,
                NewEvent.ofConnector(type, definition.incarnation(), Json.write(data(definition))));
    }

    /** A change of state: soon on the stream, at once to listeners. */
    void stateChanged(Definition definition, Situation situation) {
        ObjectNode data = data(definition).put("state", situation.state().text());
        if (!situation.error().isEmpty()) {
            data.put("error", situation.error());
        }
        queue.add(
                NewEvent.ofConnector(
                        "connector_state_changed", definition.incarnation(), Json.write(data)));
        changed(definition.key());
    }

    void changed(ConnectorKey key) {
        listeners.forEach(listener -> listener.changed(key.kind(), key.name()));
    }

    private static ObjectNode data(Definition definition) {
        return Json.object()
                .put("kind", definition.key().kind())
                .put("name", definition.key().name())
                .put("source", definition.source().text())
                .put("revision", definition.revision());
    }

    private void run() {
        try {
            while (true) {
                write(List.of(queue.take()));
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "No more changes of connectors are written");
        }
    }

    private void write(List<NewEvent> first) throws InterruptedException {
        List<NewEvent> batch = new ArrayList<>(first);
        queue.drainTo(batch, BATCH);
        try {
            store.write(
                    tx -> {
                        batch.forEach(event -> events.append(tx, event));
                        return batch;
                    });
        } catch (StoreException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Failed to write changes of connectors to the stream",
                    e);
        }
    }

    /** Writes what is left, then ends. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
            while (!queue.isEmpty()) {
                write(List.of());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
