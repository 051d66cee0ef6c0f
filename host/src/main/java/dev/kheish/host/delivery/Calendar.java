package dev.kheish.host.delivery;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Channels by when they can do something next. Guarded by the agenda. */
final class Calendar {
    private final NavigableSet<Channel> entries =
            new TreeSet<>(
                    Comparator.comparingLong(Channel::placedAtMs)
                            .thenComparingLong(Channel::number));

    /**
     * Enters a channel where it belongs now, or takes it out if it can do nothing.
     *
     * @return whether it is the first
     */
    boolean place(Channel channel, long now) {
        entries.remove(channel);
        long at = channel.readyAtMs(now);
        channel.place(at);
        if (at == LaneQueue.NEVER) {
            return false;
        }
        entries.add(channel);
        return entries.first() == channel;
    }

    /** When the first one can do something. */
    long firstMs() {
        return entries.isEmpty() ? LaneQueue.NEVER : entries.first().placedAtMs();
    }

    /** Takes out the first one, if it can do something by now. */
    Optional<Channel> takeDue(long now) {
        if (firstMs() > now) {
            return Optional.empty();
        }
        Channel channel = entries.removeFirst();
        channel.place(LaneQueue.NEVER);
        return Optional.of(channel);
    }
}
