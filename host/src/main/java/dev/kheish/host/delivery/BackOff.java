package dev.kheish.host.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long a failed delivery waits: doubling, up to a limit, and never all at the same moment.
 *
 * @param first the longest wait after the first attempt
 * @param longest of any wait that the target did not ask for
 * @param longestAsked of any wait that the target asked for
 */
public record BackOff(Duration first, Duration longest, Duration longestAsked) {
    /** 1 s doubling to 10 min; a target may ask for up to an hour. */
    public static final BackOff DEFAULT =
            new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofHours(1));

    /**
     * The wait after so many attempts: between half of the doubled time and all of it, so that what
     * failed together does not return together.
     *
     * @param asked by the target, which is never asked again sooner
     */
    long waitMs(int attempts, Optional<Duration> asked, RandomGenerator random) {
        long whole = wholeMs(attempts);
        long drawn = whole / 2 + random.nextLong(whole - whole / 2 + 1);
        return asked.map(after -> Math.max(drawn, askedMs(after))).orElse(drawn);
    }

    /** A wait that was asked for, within limits. */
    long askedMs(Duration after) {
        if (after.compareTo(longestAsked) > 0) {
            return longestAsked.toMillis();
        }
        return Math.max(1, after.toMillis());
    }

    private long wholeMs(int attempts) {
        int doublings = Math.clamp(attempts - 1L, 0, 40);
        long limit = longest.toMillis();
        long most = limit >> doublings;
        return first.toMillis() > most ? limit : first.toMillis() << doublings;
    }
}
