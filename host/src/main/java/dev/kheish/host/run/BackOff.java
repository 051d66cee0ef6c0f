package dev.kheish.host.run;

import java.util.random.RandomGenerator;

/** How long a failed run waits for its next try: doubling, with jitter. */
final class BackOff {
    private final RunSettings settings;
    private final RandomGenerator random;

    BackOff(RunSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /** Whether no try is left after this many. */
    boolean isUsedUp(long attempts) {
        return attempts >= settings.maxAttempts();
    }

    /** Between half and all of the pause after this many tries. */
    long millis(long attempts) {
        long base = settings.retryBase().toMillis();
        long full = settings.retryMax().toMillis();
        int doublings = (int) Math.min(attempts - 1, 30);
        if (base < full >> doublings) {
            full = base << doublings;
        }
        return full - random.nextLong(full / 2 + 1);
    }
}
