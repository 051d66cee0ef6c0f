package dev.kheish.host.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Channels that can start something, each once, in the order in which they came. Guarded by the
 * agenda.
 */
final class Turns {
    private final Deque<Channel> queue = new ArrayDeque<>();
    private final Set<Channel> queued = new HashSet<>();

    /** Lets a channel wait for its turn, if it can start something and does not wait already. */
    void take(Channel channel) {
        if (channel.canStart() && queued.add(channel)) {
            queue.add(channel);
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Whose turn it is; perhaps it can start nothing any more. */
    Channel next() {
        Channel channel = queue.remove();
        queued.remove(channel);
        return channel;
    }
}
