package dev.kheish.host.delivery;

import dev.kheish.host.connector.DeliveryPolicy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Which channel can do something next, and what has been borrowed for it. Holds channels, never
 * what is queued in them. Safe for use by many threads; nobody waits in it but the dispatcher.
 */
final class Agenda {
    private static final int MOST_PREPARED = 2048;
    private static final int MOST_PLANNED = 64;
    private static final int MOST_AT_ONCE = 128;

    private final DeliverySettings settings;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Long, Channel> channels = new HashMap<>();
    private final Calendar calendar = new Calendar();
    private final Turns turns = new Turns();
    private int running;
    private int prepared;
    private int promised;
    private boolean woken;
    private boolean draining;

    Agenda(DeliverySettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    Clock clock() {
        return clock;
    }

    /** A head of a lane may go from this time on. */
    void due(long number, ChannelKey key, long dueMs) {
        lock.lock();
        try {
            long now = clock.millis();
            Channel channel =
                    channels.computeIfAbsent(number, _ -> new Channel(number, key, settings, now));
            if (channel.due(dueMs)) {
                place(channel, now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the dispatcher. */
    void wake() {
        lock.lock();
        try {
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a channel may be ready, but no longer than this. */
    void await(long mostMs) throws InterruptedException {
        lock.lock();
        try {
            long first = isFull() ? LaneQueue.NEVER : calendar.firstMs();
            long left = TimeUnit.MILLISECONDS.toNanos(Math.min(mostMs, first - clock.millis()));
            while (!woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes some channels that may be ready. Each must come back by {@link #lent} or {@link
     * #leave}.
     */
    List<Channel> plan() {
        lock.lock();
        try {
            long now = clock.millis();
            List<Channel> found = new ArrayList<>();
            while (found.size() < MOST_PLANNED && !isFull()) {
                Optional<Channel> due = calendar.takeDue(now);
                if (due.isEmpty()) {
                    break;
                }
                due.get().planned(true);
                found.add(due.get());
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes in what the directory says, and promises so many deliveries. A commit that lends keeps
     * events waiting while it reads what it lends, so all channels of a plan share one bound.
     */
    int check(Channel channel, Availability availability) {
        lock.lock();
        try {
            long now = clock.millis();
            channel.check(availability, now);
            int left = Math.min(MOST_AT_ONCE, MOST_PREPARED - prepared) - promised;
            int room = Math.max(0, Math.min(channel.room(now), left));
            promised += room;
            return room;
        } finally {
            lock.unlock();
        }
    }

    /** A planned channel borrowed something; runs on the writer thread, in the order of commits. */
    void lent(Channel channel, List<Loan> loans, int wanted, long nextDueMs) {
        lock.lock();
        try {
            promised -= wanted;
            channel.planned(false);
            channel.lent(loans, wanted, nextDueMs);
            prepared += loans.size();
            turns.take(channel);
            place(channel, clock.millis());
            forgetIfIdle(channel);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Until when the next delivery of a lane may be borrowed in the commit that ends the one before
     * it; empty if it has to wait for its turn.
     */
    OptionalLong handOver(Channel channel) {
        lock.lock();
        try {
            long now = clock.millis();
            // While it is full, what ends makes room for whoever has waited longest.
            if (draining || isFull() || !channel.mayHandOver(now)) {
                return OptionalLong.empty();
            }
            channel.takeRate();
            return OptionalLong.of(now + channel.leaseMs());
        } finally {
            lock.unlock();
        }
    }

    /** A lane went on to its next delivery; runs on the writer thread, in the order of commits. */
    void handedOver(Channel channel, Loan loan) {
        lock.lock();
        try {
            channel.handedOver(loan);
            prepared++;
            turns.take(channel);
        } finally {
            lock.unlock();
        }
    }

    /** The lane had no next delivery, or the commit was undone. */
    void notHandedOver(Channel channel) {
        lock.lock();
        try {
            channel.putBackRate();
        } finally {
            lock.unlock();
        }
    }

    /** A planned channel borrows nothing this time, of what it was promised. */
    void leave(Channel channel, int promise) {
        lock.lock();
        try {
            promised -= promise;
            channel.planned(false);
            place(channel, clock.millis());
        } finally {
            lock.unlock();
        }
    }

    /** What can be started now; channels take turns. */
    Round round() {
        lock.lock();
        try {
            long now = clock.millis();
            Round round = new Round(new ArrayList<>(), new ArrayList<>());
            while (running < settings.concurrency() && !turns.isEmpty()) {
                Channel channel = turns.next();
                if (channel.canStart()) {
                    start(channel, now, round);
                    turns.take(channel);
                }
            }
            return round;
        } finally {
            lock.unlock();
        }
    }

    private void start(Channel channel, long now, Round round) {
        Loan loan = channel.takeWaiting();
        OptionalInt ticket =
                channel.isStale(loan, now) ? OptionalInt.empty() : channel.breaker().begin(now);
        if (ticket.isEmpty()) {
            round.returned.add(new Returned(channel, loan));
            return;
        }
        running++;
        channel.started();
        round.starts.add(new Start(channel, loan, ticket.getAsInt(), channel.policy()));
    }

    /**
     * An attempt no longer counts for the host, though it still runs and counts for its channel.
     */
    void abandoned(Start start, Breaker.Sign sign) {
        lock.lock();
        try {
            running--;
            start.channel.breaker().ended(start.ticket, sign, clock.millis());
        } finally {
            lock.unlock();
        }
    }

    /** An abandoned attempt came back at last. */
    void cameBack(Start start) {
        lock.lock();
        try {
            start.channel.ended();
            turns.take(start.channel);
            forgetIfIdle(start.channel);
            signal(); // its place is free, and perhaps its lane has gone on meanwhile
        } finally {
            lock.unlock();
        }
    }

    /** An attempt ended; if that opened the breaker, what was borrowed goes back. */
    List<Returned> ended(Start start, Breaker.Sign sign) {
        lock.lock();
        try {
            Channel channel = start.channel;
            running--;
            channel.ended();
            boolean opened = channel.breaker().ended(start.ticket, sign, clock.millis());
            turns.take(channel);
            return opened ? returned(channel) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** A loan came to its end in the database. */
    void settled(Channel channel) {
        lock.lock();
        try {
            boolean wasFull = isFull();
            channel.settled();
            prepared--;
            place(channel, clock.millis());
            forgetIfIdle(channel);
            if (wasFull) {
                signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes back everything borrowed that has not begun; from now on no lane goes on by itself. */
    List<Returned> drain() {
        lock.lock();
        try {
            draining = true;
            List<Returned> all = new ArrayList<>();
            channels.values().forEach(channel -> all.addAll(returned(channel)));
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Looks at channels anew, such as after their connector changed. */
    void recheck(Predicate<ChannelKey> which) {
        lock.lock();
        try {
            for (Channel channel : channels.values()) {
                if (which.test(channel.key())) {
                    channel.recheck();
                    place(channel, clock.millis());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes the breakers that are not, of channels that fit; says which. */
    List<Pressure> release(Predicate<ChannelKey> which, boolean dryRun) {
        lock.lock();
        try {
            List<Pressure> found = new ArrayList<>();
            for (Channel channel : channels.values()) {
                Breaker breaker = channel.breaker();
                if (which.test(channel.key()) && breaker.failures() > 0) {
                    found.add(Pressure.of(channel));
                    if (!dryRun) {
                        breaker.close();
                        place(channel, clock.millis());
                    }
                }
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Channels that are held or whose breaker is not closed. */
    List<Pressure> pressures() {
        lock.lock();
        try {
            return channels.values().stream().map(Pressure::of).filter(Pressure::blocks).toList();
        } finally {
            lock.unlock();
        }
    }

    /** How busy it is. */
    Load load() {
        lock.lock();
        try {
            long now = clock.millis();
            int due =
                    (int)
                            channels.values().stream()
                                    .filter(each -> each.placedAtMs() <= now)
                                    .count();
            return new Load(running, prepared, channels.size(), due);
        } finally {
            lock.unlock();
        }
    }

    private List<Returned> returned(Channel channel) {
        return channel.drain().stream().map(loan -> new Returned(channel, loan)).toList();
    }

    private void signal() {
        woken = true;
        changed.signal();
    }

    private boolean isFull() {
        return prepared >= MOST_PREPARED;
    }

    private void place(Channel channel, long now) {
        if (calendar.place(channel, now)) {
            signal();
        }
    }

    private void forgetIfIdle(Channel channel) {
        if (channel.isIdle(clock.millis())) {
            channels.remove(channel.number(), channel);
        }
    }

    /** What to do now. */
    record Round(List<Start> starts, List<Returned> returned) {}

    /** One attempt that may begin, under the policy of this moment. */
    record Start(Channel channel, Loan loan, int ticket, DeliveryPolicy policy) {}

    /** A loan that ends without an attempt. */
    record Returned(Channel channel, Loan loan) {}

    /**
     * @param running attempts
     * @param prepared deliveries in memory, running ones included
     * @param channels that have something to do or remember
     * @param due channels that could borrow more
     */
    record Load(int running, int prepared, int channels, int due) {}
}
