package dev.kheish.host.delivery;

import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;

/** What became of a loan. */
sealed interface Trip {
    /** There was nothing to deliver any more. */
    record Gone() implements Trip {}

    /** Nothing was tried: whoever delivers cannot be used just now. */
    record NotNow(long waitMs) implements Trip {
        private static final long SOON_MS = 250;
        private static final long AFTER_DAMAGE_MS = 60_000;

        /** The channel is about to be held, or will work again. */
        static NotNow soon() {
            return new NotNow(SOON_MS);
        }

        /** The host itself failed, such as on a damaged row. */
        static NotNow damaged() {
            return new NotNow(AFTER_DAMAGE_MS);
        }
    }

    /** It was tried, or found to be impossible. */
    record Tried(Outgoing outgoing, DeliveryResult result, long startedMs, long durationMs)
            implements Trip {}

    /** What it says about the target's health. */
    default Breaker.Sign sign() {
        return switch (this) {
            case Gone _, NotNow _ -> Breaker.Sign.NONE;
            case Tried tried -> sign(tried.result());
        };
    }

    private static Breaker.Sign sign(DeliveryResult result) {
        return switch (result) {
            case DeliveryResult.Delivered _ -> Breaker.Sign.WELL;
            case DeliveryResult.Later _ -> Breaker.Sign.NONE;
            case DeliveryResult.Retry retry -> sign(retry.evidence());
            case DeliveryResult.Rejected rejected -> sign(rejected.evidence());
            case DeliveryResult.Unknown unknown -> sign(unknown.evidence());
        };
    }

    private static Breaker.Sign sign(Evidence evidence) {
        return switch (evidence.failure()) {
            case TRANSPORT, SERVER -> Breaker.Sign.ILL;
            case REQUEST -> Breaker.Sign.WELL;
            case NONE -> evidence.httpStatus().isPresent() ? Breaker.Sign.WELL : Breaker.Sign.NONE;
        };
    }
}
