package dev.kheish.sample.irc;

import dev.kheish.sidecar.Outcome;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the server makes of one delivery. Safe for use by many threads. */
final class Confirmation {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** No such nick, no such channel, no recipient, no text: nothing that time mends. */
    private static final Set<String> FOR_GOOD = Set.of("401", "403", "407", "411", "412", "414");

    private final String token;
    private final String target;
    private final CountDownLatch over = new CountDownLatch(1);
    private Outcome outcome = Outcome.retryable("the server did not confirm it");

    Confirmation(String token, String target) {
        this.token = token;
        this.target = target;
    }

    String token() {
        return token;
    }

    String target() {
        return target;
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    void arrived() {
        settle(Outcome.committed());
    }

    void lost() {
        settle(Outcome.retryable("the connection broke"));
    }

    void refused(String number, String words) {
        String why = "the server said: " + number + " " + Registration.cut(words);
        settle(FOR_GOOD.contains(number) ? Outcome.terminal(why) : Outcome.retryable(why));
    }

    /** The first word counts. */
    private synchronized void settle(Outcome settled) {
        if (!isOver()) {
            outcome = settled;
            over.countDown();
        }
    }

    Outcome await() throws InterruptedException {
        boolean settled = over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        synchronized (this) {
            return settled ? outcome : Outcome.retryable("the server did not confirm it");
        }
    }
}
