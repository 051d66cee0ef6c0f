package dev.kheish.sample.irc;

import dev.kheish.sidecar.BatchIncompleteException;
import dev.kheish.sidecar.Event;
import dev.kheish.sidecar.HostRefusedException;
import dev.kheish.sidecar.Sidecar;
import dev.kheish.sidecar.SidecarException;
import dev.kheish.sidecar.Submission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events on their way to the host. Nobody who listens to the network waits here; what the host does
 * not take now stays, because IRC says nothing twice.
 */
final class Inbox {
    private static final int MAX_WAITING = 10_000;
    private static final int BATCH = 64;
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(30);

    private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Condition condition;

    /** Taken from the queue and not settled yet; touched by one thread after the other. */
    private final List<Event> open = new ArrayList<>();

    Inbox(Condition condition) {
        this.condition = condition;
    }

    /** Takes an event, unless far too many wait already. */
    void add(Event event) {
        if (!waiting.offer(event)) {
            condition.report(
                    Condition.Side.HOST,
                    lost.incrementAndGet() + " messages were lost: the host takes none");
        }
    }

    /** Brings events to the host until it is interrupted. */
    void carry(Sidecar sidecar) throws InterruptedException {
        while (!sidecar.stopping()) {
            if (open.isEmpty()) {
                open.add(waiting.take());
                waiting.drainTo(open, BATCH - 1);
            }
            try {
                submit(sidecar);
                condition.report(Condition.Side.HOST, "");
            } catch (HostRefusedException e) {
                condition.report(Condition.Side.HOST, e.getMessage());
                sidecar.awaitStop(AFTER_REFUSAL);
            }
        }
    }

    private void submit(Sidecar sidecar) throws InterruptedException {
        List<Submission> results = sidecar.submitAll(open);
        for (int i = 0; i < results.size(); i++) {
            Submission result = results.get(i);
            if (result.rejected()) {
                sidecar.logger()
                        .log(
                                System.Logger.Level.WARNING,
                                "The host rejected event "
                                        + open.get(i).id()
                                        + ": "
                                        + result.reason().orElse("no reason"));
            }
        }
        open.clear();
    }

    /** What is left when the sidecar stops gets one last chance. */
    void flush(Sidecar sidecar) throws InterruptedException {
        waiting.drainTo(open);
        int count = open.size();
        if (count == 0) {
            return;
        }
        try {
            submit(sidecar);
        } catch (BatchIncompleteException e) {
            long missing = e.results().stream().filter(result -> result.isEmpty()).count();
            sidecar.logger().log(System.Logger.Level.ERROR, missing + " messages are lost");
        } catch (SidecarException e) {
            sidecar.logger()
                    .log(
                            System.Logger.Level.ERROR,
                            count + " messages are lost. " + e.getMessage());
        }
    }
}
