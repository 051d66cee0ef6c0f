package dev.kheish.host.cli.sidecar;

import dev.kheish.host.cli.sidecar.check.Verdict;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a check that takes too long. For one thread. */
final class Patience {
    private final Duration longest;

    Patience(Duration longest) {
        this.longest = longest;
    }

    /** A check, or a part of it. */
    @FunctionalInterface
    interface Work {
        Verdict done() throws InterruptedException;
    }

    Verdict within(Work work) throws InterruptedException {
        CompletableFuture<Verdict> result = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().name("check").start(() -> run(work, result));
        try {
            return result.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // A blocked read on a socket ends with it too, in a virtual thread.
            thread.interrupt();
            thread.join();
            return Verdict.failed("not done after %s s".formatted(longest.toSeconds()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("A check broke", e.getCause());
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        }
    }

    private static void run(Work work, CompletableFuture<Verdict> result) {
        try {
            result.complete(work.done());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }
}
