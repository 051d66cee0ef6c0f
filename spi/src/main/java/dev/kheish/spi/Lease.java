package dev.kheish.spi;

import java.time.Duration;
import java.util.List;

/**
 * The right of one generation of a program to read the secrets of one slot map. Implemented by the
 * host; safe for use by many threads.
 */
public interface Lease extends AutoCloseable {
    /** How long a token lives after it was made, and after each time it was redeemed. */
    Duration TOKEN_LIFE = Duration.ofMinutes(5);

    /** How long a token lives at most, however often it is redeemed. */
    Duration LONGEST_TOKEN_LIFE = Duration.ofHours(1);

    /** How often a program should be given a new token: well within its life. */
    Duration TOKEN_RENEWAL = Duration.ofMinutes(2);

    /** 43 characters; unique. */
    String id();

    /** 43 characters; the same for every lease of the same connector, names and slots. */
    String grantId();

    /** The names that can be redeemed, sorted. */
    List<String> names();

    /**
     * Makes one more token: 32 random bytes as 43 characters of base64url. Earlier ones stay good
     * until they run out.
     *
     * @throws IllegalStateException when the lease has ended
     */
    String issueToken();

    /** Whether an operator ended it. The program that holds it should be replaced. */
    boolean isRevoked();

    /** Ends it: none of its tokens is good from now on. Safe to call twice. */
    @Override
    void close();
}
