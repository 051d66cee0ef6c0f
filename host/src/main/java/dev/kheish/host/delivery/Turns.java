package dev.kheish.host.delivery;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * Channels that can start something, each once, in the order in which they came. Guarded by the
 * agenda.
 */
final class Turns {
    private final SequencedSet<Channel> waiting = new LinkedHashSet<>();

    /** Lets a channel wait for its turn, if it can start something and does not wait already. */
    void take(Channel channel) {
        if (channel.canStart()) {
            waiting.add(channel);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whose turn it is; perhaps it can start nothing any more. */
    Channel next() {
        return waiting.removeFirst();
    }
}
