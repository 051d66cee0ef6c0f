package dev.kheish.host.delivery;

import dev.kheish.host.connector.LiveConnector;
import dev.kheish.host.connector.Reference;
import dev.kheish.host.connector.ReferenceSource;
import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.retention.Slice;
import dev.kheish.host.run.Outbox;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.spi.Delivery;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** All deliveries: adds them, sends them, shows them. Safe for use by many threads. */
public final class Deliveries implements ReferenceSource {
    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());
    private static final int MOST_DAMAGED = 100;

    private final DeliveryRooms rooms;
    private final Store store;
    private final Clock clock;
    private final Tally tally = new Tally();
    private final Holds holds;
    private final Agenda agenda;
    private final Enqueuer enqueuer;
    private final Dispatcher dispatcher;
    private final DeliveryDesk desk;
    private final DeliveryMetrics metrics;

    public Deliveries(DeliverySettings settings, DeliveryRooms rooms) {
        this.rooms = rooms;
        this.store = rooms.store();
        this.clock = rooms.clock();
        this.holds = new Holds(store);
        this.agenda = new Agenda(settings, clock);
        this.enqueuer = new Enqueuer(clock, rooms.events(), tally, holds, agenda);
        this.desk = new DeliveryDesk(rooms, agenda, tally, enqueuer);
        Ledger ledger = new Ledger(rooms.events(), tally, new Redaction(rooms.redactor()));
        Verdict.Judge judge = new Verdict.Judge(clock, settings.backOff(), rooms.random());
        this.metrics = new DeliveryMetrics(rooms, this::status);
        this.dispatcher =
                new Dispatcher(
                        store,
                        settings,
                        agenda,
                        holds,
                        new Courier(store, clock, rooms.directory(), rooms.attachments()),
                        new Settler(store, holds, agenda, ledger, judge, settings.laneHold()),
                        metrics);
    }

    /** Where outputs go. */
    public Outbox outbox() {
        return enqueuer;
    }

    /** What operators see and do. */
    public DeliveryDesk desk() {
        return desk;
    }

    /** Takes up what the last run of the program left, and sends from now on. */
    public void start() throws InterruptedException {
        holds.load();
        store.write(
                tx -> {
                    long now = clock.millis();
                    LaneQueue.recall(tx, now);
                    tally.count(tx);
                    LaneQueue.channels(tx).forEach(channel -> remember(tx, channel));
                    return true;
                });
        rooms.directory()
                .onChange(
                        (kind, name) ->
                                agenda.recheck(
                                        key ->
                                                key.plugin().equals(kind)
                                                        && name.equals(key.connector())));
        dispatcher.start();
    }

    /** Any row tells what its channel is called; one that is damaged must not keep the others. */
    private void remember(Reader reader, long channel) {
        long due = LaneQueue.nextDue(reader, channel);
        for (long delivery : LaneQueue.someOf(reader, channel, MOST_DAMAGED)) {
            try {
                Optional<DeliveryRow> row = DeliveryRow.find(reader, delivery);
                if (row.isPresent()) {
                    agenda.due(channel, row.get().channel(), due);
                    return;
                }
            } catch (IllegalArgumentException e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Delivery row cannot be used: " + Long.toString(delivery),
                        e);
            }
        }
    }

    /** A delivery that this connector has still to make. */
    public Optional<Delivery> pending(LiveConnector connector, String id) {
        return store.read(
                        reader ->
                                DeliveryRow.find(reader, id)
                                        .filter(row -> !row.state().isFinished())
                                        .filter(row -> isOf(row, connector))
                                        .flatMap(row -> Outgoing.read(reader, row.seq())))
                .map(
                        outgoing ->
                                new OneDelivery(
                                        outgoing,
                                        outgoing.target().toTarget(),
                                        store,
                                        rooms.attachments()));
    }

    private static boolean isOf(DeliveryRow row, LiveConnector connector) {
        return row.target().plugin().equals(connector.kind())
                && connector.name().equals(row.target().connector());
    }

    @Override
    public List<Reference> references(
            Reader reader, String kind, String name, long incarnation, int limit) {
        long channel = new ChannelKey(kind, name, null).number();
        return reader
                .list(
                        "select delivery from delivery_queue where channel = ? and due_ms is not null limit ?",
                        row -> row.integer(1),
                        channel,
                        limit)
                .stream()
                .flatMap(delivery -> DeliveryRow.find(reader, delivery).stream())
                .map(row -> new Reference("delivery", row.id(), "It is still to be delivered."))
                .toList();
    }

    /** How it goes, without reading more than one row. */
    public DeliveryStatus status() {
        Agenda.Load load = agenda.load();
        OptionalLong oldest = store.read(Deliveries::oldestUnfinishedMs);
        return new DeliveryStatus(
                tally.pending(),
                tally.retrying(),
                tally.unresolved(),
                tally.delivered(),
                tally.deadLettered(),
                tally.attempts(),
                load.running(),
                load.due(),
                oldest.isPresent() ? oldest.getAsLong() : null,
                agenda.pressures());
    }

    /** Ended deliveries, which may go. */
    public Slice slice() {
        return new DeliverySlice(tally);
    }

    /** Whether there is a delivery of an output. */
    public static boolean isCarried(Reader reader, long output) {
        return reader.one("select 1 from delivery where output = ? limit 1", _ -> true, output)
                .orElse(false);
    }

    /** When the oldest unfinished delivery was made; empty if there is none. */
    public static OptionalLong oldestUnfinishedMs(Reader reader) {
        return reader.one(
                        "select created_ms from delivery where seq = (select min(seq)"
                                + " from (select min(seq) as seq from delivery where state = 0"
                                + " union all select min(seq) from delivery where state = 1))",
                        row -> OptionalLong.of(row.integer(1)))
                .orElse(OptionalLong.empty());
    }

    /** How attempts, lanes and breakers are. */
    public MetricSource metrics() {
        return metrics;
    }

    /** Wakes the dispatcher, such as after the clock was set. */
    void wake() {
        agenda.wake();
    }

    /** Sends nothing more; running attempts get the grace period, then they are interrupted. */
    public void stop() throws InterruptedException {
        dispatcher.stop();
    }
}
