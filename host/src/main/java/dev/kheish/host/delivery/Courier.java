package dev.kheish.host.delivery;

import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.LiveConnector;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.connector.OutputLookup;
import dev.kheish.host.connector.TargetOutcome;
import dev.kheish.host.store.Store;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;
import dev.kheish.spi.Output;
import dev.kheish.spi.Target;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Takes one delivery to whoever delivers it. Safe for use by many threads. */
final class Courier {
    private static final System.Logger LOG = System.getLogger(Courier.class.getName());

    private final Store store;
    private final Clock clock;
    private final ConnectorDirectory directory;
    private final Attachments attachments;

    Courier(Store store, Clock clock, ConnectorDirectory directory, Attachments attachments) {
        this.store = store;
        this.clock = clock;
        this.directory = directory;
        this.attachments = attachments;
    }

    /** Whether a channel can be used now. */
    Availability availability(ChannelKey key, DeliverySettings settings) {
        if (key.connector() == null) {
            return switch (directory.findOutput(key.plugin())) {
                case OutputLookup.Absent absent ->
                        new Availability.Held(
                                "waiting_for_kind", absent.detail(), Duration.ofSeconds(1));
                case OutputLookup.None _ -> new Availability.Open(settings.unnamed());
                case OutputLookup.Lent lent -> {
                    lent.hold().close();
                    yield new Availability.Open(settings.unnamed());
                }
            };
        }
        return switch (directory.findForDelivery(key.plugin(), key.connector())) {
            case Lookup.Unknown _ -> new Availability.Open(settings.unnamed());
            case Lookup.Unavailable no ->
                    new Availability.Held(no.code(), no.detail(), no.retryAfter());
            case Lookup.Live live -> new Availability.Open(live.connector().policy().delivery());
        };
    }

    /** Tries a delivery once. */
    Trip go(Loan loan, Attempt attempt) {
        Outgoing outgoing = loan.outgoing();
        if (outgoing == null) {
            outgoing = store.read(reader -> Outgoing.read(reader, loan.delivery())).orElse(null);
        }
        if (outgoing == null || outgoing.state().isFinished()) {
            return new Trip.Gone();
        }
        return outgoing.target().connector() == null
                ? throughOutput(outgoing, attempt)
                : throughConnector(outgoing, outgoing.target().connector(), attempt);
    }

    private Trip throughConnector(Outgoing outgoing, String name, Attempt attempt) {
        String kind = outgoing.target().plugin();
        return switch (directory.findForDelivery(kind, name)) {
            case Lookup.Unknown _ ->
                    refused(outgoing, "There is no connector " + kind + ":" + name + " any more.");
            case Lookup.Unavailable _ -> Trip.NotNow.soon();
            case Lookup.Live live -> {
                Optional<LiveConnector.Hold> hold = live.connector().hold();
                if (hold.isEmpty()) {
                    yield Trip.NotNow.soon();
                }
                try (LiveConnector.Hold _ = hold.get()) {
                    var connector = live.connector().connector();
                    yield send(outgoing, attempt, new Way(connector::check, connector::deliver));
                }
            }
        };
    }

    private Trip throughOutput(Outgoing outgoing, Attempt attempt) {
        return switch (directory.findOutput(outgoing.target().plugin())) {
            case OutputLookup.Absent _ -> Trip.NotNow.soon();
            case OutputLookup.None none -> refused(outgoing, none.detail());
            case OutputLookup.Lent lent -> {
                try (LiveConnector.Hold _ = lent.hold()) {
                    yield send(outgoing, attempt, new Way(_ -> Optional.empty(), lent.output()));
                }
            }
        };
    }

    private Trip send(Outgoing outgoing, Attempt attempt, Way way) {
        long startedMs = clock.millis();
        long startedNanos = System.nanoTime();
        DeliveryResult result;
        attempt.callBegins(outgoing, startedMs);
        try {
            result = Objects.requireNonNull(deliver(outgoing, way), "result");
        } catch (InterruptedException e) {
            result = attempt.interruption();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            result = attempt.wasInterrupted() ? attempt.interruption() : failed(outgoing, e);
        } finally {
            attempt.callEnds();
        }
        long durationMs = (System.nanoTime() - startedNanos) / 1_000_000;
        return new Trip.Tried(outgoing, result, startedMs, durationMs);
    }

    private DeliveryResult deliver(Outgoing outgoing, Way way) throws InterruptedException {
        return switch (directory.decode(outgoing.handle(), outgoing.target().origin())) {
            case TargetOutcome.Bad bad -> DeliveryResult.rejected(bad.detail());
            case TargetOutcome.Unknown unknown -> DeliveryResult.rejected(unknown.detail());
            case TargetOutcome.Ok ok -> {
                Target target = ok.target().toTarget();
                Optional<String> objection = way.check.apply(target);
                yield objection.isPresent()
                        ? DeliveryResult.rejected(objection.get())
                        : way.deliver.deliver(
                                new OneDelivery(outgoing, target, store, attachments));
            }
        };
    }

    // Its message may hold anything, so only the log of the operator gets it.
    private static DeliveryResult failed(Outgoing outgoing, Throwable cause) {
        LOG.log(
                System.Logger.Level.WARNING,
                "Kind " + outgoing.target().plugin() + " failed on delivery " + outgoing.text(),
                cause);
        return DeliveryResult.retry(
                "The connector failed with " + cause.getClass().getSimpleName() + ".",
                Evidence.none());
    }

    private Trip refused(Outgoing outgoing, String reason) {
        return new Trip.Tried(outgoing, DeliveryResult.rejected(reason), clock.millis(), 0);
    }

    /** How a kind is asked to deliver. */
    private record Way(Function<Target, Optional<String>> check, Output deliver) {}
}
