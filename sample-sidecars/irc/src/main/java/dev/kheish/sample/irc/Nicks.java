package dev.kheish.sample.irc;

import java.util.random.RandomGenerator;

/** Names to try, one after the other, when the wanted one is taken. For one thread. */
final class Nicks {
    private static final int MAX_LENGTH = 30;
    private static final int TRIES = 8;

    private final String wanted;
    private final RandomGenerator random;
    private int tried;

    Nicks(String wanted, RandomGenerator random) {
        this.wanted = wanted;
        this.random = random;
    }

    /** Another one, or null if it looks as if none would do. */
    @Nullable
    String next() {
        tried++;
        if (tried > TRIES) {
            return null;
        }
        if (tried <= 2) {
            return shortened(MAX_LENGTH - tried) + "_".repeat(tried);
        }
        // Servers with nine characters for a nick cut the rest off: the digits must not be in it.
        return shortened(6) + random.nextInt(100, 1000);
    }

    private String shortened(int most) {
        return wanted.length() <= most ? wanted : wanted.substring(0, most);
    }
}
