package dev.kheish.host.run;

/** What came of a call under a lease. */
public sealed interface LeaseOutcome<T> {
    /** It was done, now or by an earlier call that this one repeats. */
    record Done<T>(T value) implements LeaseOutcome<T> {}

    /** The token holds no lease of this run any more; nothing was changed. */
    record Lost<T>() implements LeaseOutcome<T> {}

    /** There is no such run. */
    record Unknown<T>() implements LeaseOutcome<T> {}
}
