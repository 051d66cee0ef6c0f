package dev.kheish.host.delivery;

import org.jspecify.annotations.Nullable;

/**
 * A delivery that this host may attempt until a time.
 *
 * @param lane where it waits; negative for a lane of its own
 * @param epoch rises with every loan: whoever settles an older one changes nothing
 * @param heldMs how long its channel had been held when it was queued
 * @param outgoing what the attempt needs; null if that is too much to keep until its turn. Nobody
 *     but the borrower changes it meanwhile
 */
record Loan(
        long lane,
        long delivery,
        long epoch,
        long untilMs,
        long heldMs,
        @Nullable Outgoing outgoing) {
    /** The same with what the attempt needs. */
    Loan carrying(@Nullable Outgoing parcel) {
        return new Loan(lane, delivery, epoch, untilMs, heldMs, parcel);
    }

    /** Whether it left its lane before. */
    boolean isHeldOver() {
        return lane < 0;
    }
}
