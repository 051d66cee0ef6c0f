package dev.kheish.host.stream;

import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Insert;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Tx;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The durable stream. Appending is for the writer thread; all else is safe for many threads. */
public final class EventLog {
    private static final Insert EVENT =
            Insert.into("event", "seq, at_ms, type, session, run, delivery, connector, data");

    private final Clock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private final Runnable wake = this::wake;

    public EventLog(Clock clock) {
        this.clock = clock;
    }

    /** Appends in the current commit; whoever follows the stream is woken when it is on disk. */
    public void append(Tx tx, NewEvent event) {
        tx.insert(
                EVENT,
                tx.next(Sequence.EVENT),
                clock.millis(),
                event.type(),
                event.session(),
                event.run(),
                event.delivery(),
                event.connector(),
                event.data());
        tx.signal(wake);
    }

    /** Calls {@code listener} after each commit that appended; it must return at once. */
    public AutoCloseable onAppend(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Old events, which may go. */
    public Slice slice() {
        return new StreamSlice();
    }

    private void wake() {
        listeners.forEach(Runnable::run);
    }
}
