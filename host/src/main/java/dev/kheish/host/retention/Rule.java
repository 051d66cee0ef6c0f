package dev.kheish.host.retention;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * How long rows stay.
 *
 * @param age since they ended; {@link Duration#ZERO} for ever
 * @param limit brings the end of what may go forward, from the one that follows from the age
 */
public record Rule(Slice slice, Duration age, LongUnaryOperator limit) {
    /** By age alone. */
    public static Rule of(Slice slice, Duration age) {
        return new Rule(slice, age, cutMs -> cutMs);
    }

    boolean isForEver() {
        return age.isZero();
    }

    /** What ended before this time may go. */
    long cutMs(long nowMs) {
        return limit.applyAsLong(nowMs - age.toMillis());
    }

    /** The same for rows of any age but the youngest, when room is needed. */
    long cutMs(long nowMs, Duration youngest) {
        return limit.applyAsLong(nowMs - youngest.toMillis());
    }
}
