package dev.kheish.host.delivery;

import dev.kheish.host.connector.DeliveryPolicy;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;

import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What the result of an attempt means for its delivery. */
sealed interface Verdict {
    /** It arrived. */
    record Done(Evidence evidence) implements Verdict {}

    /** It failed; once more at a time. */
    record Again(long dueMs, String reason, Evidence evidence) implements Verdict {}

    /** Nothing was tried; once more at a time. */
    record Later(long dueMs, String reason) implements Verdict {}

    /** It failed for good. */
    record Dead(String outcome, String reason, boolean ambiguous, boolean tried, Evidence evidence)
            implements Verdict {}

    /** Decides. Safe for use by many threads. */
    record Judge(Clock clock, BackOff backOff, RandomGenerator random) {
        /**
         * @param heldMs how long the delivery did not age
         */
        Verdict judge(Trip.Tried tried, DeliveryPolicy policy, long heldMs) {
            long now = clock.millis();
            long endsMs = tried.outgoing().id().atMs() + heldMs + policy.maxAge().toMillis();
            return switch (tried.result()) {
                case DeliveryResult.Delivered delivered -> new Done(delivered.evidence());
                case DeliveryResult.Rejected no ->
                        new Dead("rejected", no.reason(), false, true, no.evidence());
                case DeliveryResult.Unknown unknown ->
                        new Dead("unknown", unknown.reason(), true, true, unknown.evidence());
                case DeliveryResult.Later later ->
                        now >= endsMs
                                ? new Dead(
                                        "later",
                                        tooOld(policy, later.reason()),
                                        false,
                                        false,
                                        Evidence.none())
                                : new Later(
                                        Math.min(now + backOff.askedMs(later.after()), endsMs),
                                        later.reason());
                case DeliveryResult.Retry retry ->
                        again(retry, tried.outgoing().attempts() + 1, policy, now, endsMs);
            };
        }

        private Verdict again(
                DeliveryResult.Retry retry,
                int attempts,
                DeliveryPolicy policy,
                long now,
                long endsMs) {
            if (attempts >= policy.maxAttempts()) {
                return new Dead(
                        "retry",
                        "After " + attempts + " attempts: " + retry.reason(),
                        false,
                        true,
                        retry.evidence());
            }
            if (now >= endsMs) {
                return new Dead(
                        "retry", tooOld(policy, retry.reason()), false, true, retry.evidence());
            }
            // The last attempt falls on the end of the time, not beyond it.
            long due = Math.min(now + backOff.waitMs(attempts, retry.after(), random), endsMs);
            return new Again(due, retry.reason(), retry.evidence());
        }

        private static String tooOld(DeliveryPolicy policy, String reason) {
            Duration age = policy.maxAge();
            String span = age.toHours() > 0 ? age.toHours() + " h" : age.toSeconds() + " s";
            return "Not delivered within " + span + ": " + reason;
        }
    }
}
