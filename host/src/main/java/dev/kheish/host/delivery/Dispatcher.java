package dev.kheish.host.delivery;

import dev.kheish.host.store.Store;
import dev.kheish.host.store.StoreException;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Borrows due heads of lanes, a batch in one commit, and starts an attempt for each on a virtual
 * thread. One thread of its own decides what to borrow; attempts settle themselves.
 */
final class Dispatcher {
    private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());
    private static final long WATCH_MS = 100;
    private static final long IDLE_MS = 1000;
    private static final Duration REACTION = Duration.ofSeconds(2);

    private final Store store;
    private final Clock clock;
    private final DeliverySettings settings;
    private final Agenda agenda;
    private final Holds holds;
    private final Courier courier;
    private final Settler settler;
    private final DeliveryMetrics metrics;
    private final InFlight inFlight = new InFlight();
    private volatile boolean stopping;
    private @Nullable Thread thread;

    Dispatcher(
            Store store,
            DeliverySettings settings,
            Agenda agenda,
            Holds holds,
            Courier courier,
            Settler settler,
            DeliveryMetrics metrics) {
        this.store = store;
        this.clock = agenda.clock();
        this.settings = settings;
        this.agenda = agenda;
        this.holds = holds;
        this.courier = courier;
        this.settler = settler;
        this.metrics = metrics;
    }

    void start() {
        thread = Thread.ofVirtual().name("delivery-dispatcher").start(this::loop);
    }

    private void loop() {
        while (!stopping) {
            try {
                watch();
                boolean lent = lend();
                begin();
                if (!lent) {
                    agenda.await(inFlight.isEmpty() ? IDLE_MS : WATCH_MS);
                }
            } catch (InterruptedException e) {
                return; // nobody interrupts it but the end of the process
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "Deliveries cannot be lent; trying again", e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(IDLE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Borrows for all channels that are ready; false if none is. */
    private boolean lend() throws InterruptedException {
        List<Channel> planned = agenda.plan();
        if (planned.isEmpty()) {
            return false;
        }
        List<Wish> wishes = new ArrayList<>();
        List<Channel> open = new ArrayList<>(planned);
        try {
            for (Channel channel : planned) {
                int room = agenda.check(channel, availability(channel));
                if (room > 0) {
                    wishes.add(new Wish(channel, room, clock.millis() + channel.leaseMs()));
                    open.remove(channel);
                }
            }
            lend(wishes);
        } catch (RuntimeException e) {
            wishes.forEach(wish -> agenda.leave(wish.channel, wish.room));
            throw e;
        } finally {
            open.forEach(channel -> agenda.leave(channel, 0));
        }
        return true;
    }

    private void lend(List<Wish> wishes) throws InterruptedException {
        if (wishes.isEmpty()) {
            return;
        }
        store.write(
                tx -> {
                    wishes.forEach(wish -> lend(tx, wish));
                    return wishes.size();
                });
    }

    private void lend(Tx tx, Wish wish) {
        long number = wish.channel.number();
        List<Loan> loans = LaneQueue.lend(tx, number, clock.millis(), wish.untilMs, wish.room);
        long next = LaneQueue.nextDue(tx, number);
        tx.afterCommit(() -> agenda.lent(wish.channel, loans, wish.room, next));
    }

    private Availability availability(Channel channel) throws InterruptedException {
        Availability availability = courier.availability(channel.key(), settings);
        if (availability instanceof Availability.Held) {
            holds.begin(channel.number(), clock.millis());
        } else {
            holds.end(channel.number(), clock.millis());
        }
        return availability;
    }

    /** Starts what may start. */
    private void begin() {
        Agenda.Round round = agenda.round();
        for (Agenda.Start start : round.starts()) {
            Attempt attempt = new Attempt(start);
            inFlight.add(attempt);
            Thread.ofVirtual()
                    .name("delivery-" + start.loan().delivery())
                    .start(() -> run(attempt));
        }
        giveBack(round.returned());
    }

    private void run(Attempt attempt) {
        Agenda.Start start = attempt.start();
        Trip trip = go(attempt);
        if (!attempt.finish()) {
            agenda.cameBack(start); // it was settled without us
            return;
        }
        List<Agenda.Returned> returned = agenda.ended(start, trip.sign());
        if (!stopping) {
            begin();
        }
        giveBack(returned);
        settle(attempt, trip);
    }

    private Trip go(Attempt attempt) {
        try {
            return courier.go(attempt.start().loan(), attempt);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Delivery row cannot be used: "
                            + Long.toString(attempt.start().loan().delivery()),
                    e);
            return Trip.NotNow.damaged();
        }
    }

    private void settle(Attempt attempt, Trip trip) {
        metrics.came(trip);
        Agenda.Start start = attempt.start();
        try {
            settler.settle(start.channel(), start.loan(), trip, start.policy());
        } catch (StoreException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "A result could not be stored; it will be tried again: row "
                            + Long.toString(start.loan().delivery()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            agenda.settled(start.channel());
            goOn(attempt);
        }
    }

    /**
     * Its lane may have gone on. It stays in flight until then: a stop waits for what it begins.
     */
    private void goOn(Attempt attempt) {
        try {
            if (!stopping) {
                begin();
            }
        } finally {
            inFlight.remove(attempt);
        }
    }

    private void giveBack(List<Agenda.Returned> returned) {
        if (returned.isEmpty()) {
            return;
        }
        try {
            settler.giveBack(returned);
        } catch (StoreException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Loans could not be given back; they will run out",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            returned.forEach(each -> agenda.settled(each.channel()));
        }
    }

    /** Interrupts attempts that are over their time, and gives up those that do not care. */
    private void watch() {
        for (Attempt attempt : inFlight.all()) {
            attempt.watch();
            Trip.Tried lost = attempt.giveUp();
            if (lost != null) {
                agenda.abandoned(attempt.start(), lost.sign());
                Thread.startVirtualThread(() -> settle(attempt, lost));
            }
        }
    }

    /** Lends no more, gives running attempts the grace period, then interrupts them. */
    void stop() throws InterruptedException {
        stopping = true;
        agenda.wake();
        if (thread != null) {
            thread.join();
        }
        giveBack(agenda.drain());
        if (!inFlight.awaitNone(settings.stopGrace())) {
            inFlight.all().forEach(Attempt::stop);
            if (!inFlight.awaitNone(REACTION)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Attempts did not end in time; their deliveries are tried again: "
                                + Integer.toString(inFlight.all().size()));
            }
        }
        giveBack(agenda.drain()); // a lane may have gone on in a commit that was under way
    }

    private record Wish(Channel channel, int room, long untilMs) {}
}
