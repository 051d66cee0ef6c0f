package dev.kheish.host.delivery;

/**
 * A delivery that this host may attempt until a time.
 *
 * @param lane where it waits; negative for a lane of its own
 * @param epoch rises with every loan: whoever settles an older one changes nothing
 * @param heldMs how long its channel had been held when it was queued
 */
record Loan(long lane, long delivery, long epoch, long untilMs, long heldMs) {
    /** Whether it left its lane before. */
    boolean isHeldOver() {
        return lane < 0;
    }
}
