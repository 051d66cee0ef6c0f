package dev.kheish.host.ingress;

import dev.kheish.host.connector.ConnectorStates;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.StoreBusyException;
import dev.kheish.host.store.Tx;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Submission;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Turns submissions into commits. Safe for use by many threads; blocks until the commit is on disk.
 */
final class Intake {
    private static final int MOST_EVENTS = 64;
    private static final Duration WHEN_FULL = Duration.ofSeconds(1);

    private final Store store;
    private final EventPreparer preparer;
    private final EventCommit commit;
    private final RateBuckets rates;
    private final Clock clock;

    Intake(
            Store store,
            EventPreparer preparer,
            EventCommit commit,
            RateBuckets rates,
            Clock clock) {
        this.store = store;
        this.preparer = preparer;
        this.commit = commit;
        this.rates = rates;
        this.clock = clock;
    }

    List<Receipt> submit(Source source, Submission submission) {
        List<InboundEvent> events = submission.events();
        if (events.isEmpty() || events.size() > MOST_EVENTS) {
            throw new IllegalArgumentException(
                    "A submission holds 1 to " + MOST_EVENTS + " events, not " + events.size());
        }
        List<Prepared> prepared = new ArrayList<>(events.size());
        boolean anyReady = false;
        for (InboundEvent event : events) {
            Prepared each = withinRate(source, preparer.prepare(source, event));
            prepared.add(each);
            anyReady |= each instanceof Prepared.Ready;
        }
        if (!anyReady && submission.puts().isEmpty() && submission.putsIfSettled().isEmpty()) {
            return prepared.stream().map(each -> ((Prepared.Settled) each).receipt()).toList();
        }
        if (commit.isFull()) {
            return Collections.nCopies(events.size(), new Receipt.Overloaded(WHEN_FULL));
        }
        try {
            return store.offer(
                    source.incarnation(), tx -> commit(tx, source, prepared, submission));
        } catch (StoreBusyException e) {
            return Collections.nCopies(events.size(), new Receipt.Overloaded(WHEN_FULL));
        }
    }

    /**
     * While a bucket is empty, a look at the receipts tells repeats from new events, so that a
     * flood beyond the limit never reaches the commit queue.
     */
    private Prepared withinRate(Source source, Prepared prepared) {
        long perSecond = source.policy().eventsPerSecond();
        if (perSecond == 0 || !(prepared instanceof Prepared.Ready(PreparedEvent event))) {
            return prepared;
        }
        long wait = rates.peek(event.rate(), perSecond, clock.millis());
        if (wait == 0) {
            return prepared;
        }
        Optional<Receipt> known = store.read(reader -> commit.known(reader, event));
        return new Prepared.Settled(
                known.orElseGet(() -> new Receipt.RateLimited(Duration.ofMillis(wait))));
    }

    private List<Receipt> commit(
            Tx tx, Source source, List<Prepared> prepared, Submission submission) {
        List<Receipt> receipts = new ArrayList<>(prepared.size());
        for (Prepared each : prepared) {
            receipts.add(
                    switch (each) {
                        case Prepared.Settled(Receipt receipt) -> receipt;
                        case Prepared.Ready(PreparedEvent event) -> commit.take(tx, source, event);
                    });
        }
        if (!submission.puts().isEmpty()) {
            ConnectorStates.put(tx, source.incarnation(), submission.puts());
        }
        if (!submission.putsIfSettled().isEmpty()
                && receipts.stream().noneMatch(Receipt::isPassing)) {
            ConnectorStates.put(tx, source.incarnation(), submission.putsIfSettled());
        }
        return receipts;
    }
}
