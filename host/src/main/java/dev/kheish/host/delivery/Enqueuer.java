package dev.kheish.host.delivery;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.run.Outbox;
import dev.kheish.host.run.StoredOutput;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;
import dev.kheish.spi.Origin;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.List;

/** Adds deliveries in the commit of the output that they carry. For the writer thread. */
final class Enqueuer implements Outbox {
    private final Clock clock;
    private final EventLog events;
    private final Tally tally;
    private final Holds holds;
    private final Agenda agenda;

    Enqueuer(Clock clock, EventLog events, Tally tally, Holds holds, Agenda agenda) {
        this.clock = clock;
        this.events = events;
        this.tally = tally;
        this.holds = holds;
        this.agenda = agenda;
    }

    @Override
    public void add(Tx tx, StoredOutput output, List<StoredTarget> targets) {
        DeliveryRow.Source source =
                new DeliveryRow.Source(output.seq(), output.run(), output.session());
        targets.forEach(target -> add(tx, source, target, null));
    }

    /** Adds one delivery and says its number. */
    long add(Tx tx, DeliveryRow.Source source, StoredTarget target, @Nullable Long replayOf) {
        long now = clock.millis();
        RowId id = RowId.of(now, tx.next(Sequence.DELIVERY));
        ChannelKey channel = ChannelKey.of(target);
        long lane = channel.lane(target.lane(), source.session());
        boolean own = target.isDaemon();
        tx.update(
                "insert into delivery (seq, nonce, created_ms, output, run, session, plugin, connector, address,"
                        + " origin, display, lane, state, settled_ms, replay_of)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id.seq(),
                id.nonce(),
                now,
                source.output(),
                source.run(),
                source.session(),
                target.plugin(),
                target.connector(),
                target.address(),
                target.origin() == Origin.OPERATOR ? 0 : 1,
                target.display(),
                lane,
                own ? DeliveryState.DELIVERED.code() : DeliveryState.PENDING.code(),
                own ? now : null,
                replayOf);
        if (own) {
            events.append(
                    tx,
                    NewEvent.ofDelivery(
                            "delivery_delivered", source.session(), source.run(), id.seq(), null));
        } else {
            queue(tx, channel, lane, id);
        }
        return id.seq();
    }

    private void queue(Tx tx, ChannelKey channel, long lane, RowId id) {
        long number = channel.number();
        boolean head =
                LaneQueue.add(
                        tx,
                        new LaneQueue.Place(lane, id.seq(), number),
                        id.atMs(),
                        holds.heldMs(number, id.atMs()));
        tally.added(tx);
        if (head) {
            tx.afterCommit(() -> agenda.due(number, channel, id.atMs()));
        }
    }
}
