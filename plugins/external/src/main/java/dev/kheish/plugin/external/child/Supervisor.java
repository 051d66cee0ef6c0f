package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;
import dev.kheish.spi.ConnectorContext;

import java.time.Duration;

/** Lives through one generation after the other until the connector stops. For one thread. */
final class Supervisor implements ConnectorContext.Task {
    private final Surroundings around;
    private final Ledger ledger;
    private final Preparation preparation;
    private final Streak streak;
    private volatile @Nullable Generation current;

    Supervisor(Surroundings around, String connector) {
        this.around = around;
        this.ledger = new Ledger(around.context());
        this.preparation = new Preparation(around, ledger);
        this.streak = new Streak(connector);
    }

    @Override
    public void run() throws InterruptedException {
        around.orders().entered();
        try {
            while (!around.orders().isStopped()) {
                rest(once());
            }
        } finally {
            around.board().stopped();
            around.orders().left();
        }
    }

    /** Asks the generation that runs now who it is. */
    void lookNow() throws InterruptedException {
        Generation running = current;
        if (running != null) {
            running.lookNow();
        }
    }

    private Outcome once() throws InterruptedException {
        around.board().starting("It is about to be started.");
        try (Plan plan = preparation.plan()) {
            if (around.orders().isStopped()) {
                return new Outcome.Stopped();
            }
            Generation generation = new Generation(around, ledger, plan, streak::reset);
            current = generation;
            return generation.live();
        } catch (BlockedException e) {
            return new Outcome.Blocked(e.getMessage());
        } catch (RuntimeException e) {
            log(System.Logger.Level.ERROR, "Supervising the child process failed", e);
            // Its message is for the log: it may quote anything.
            return new Outcome.Failed(
                    "Supervising it failed with %s; the log says where."
                            .formatted(e.getClass().getName()));
        } finally {
            current = null;
        }
    }

    private void rest(Outcome outcome) throws InterruptedException {
        switch (outcome) {
            case Outcome.Stopped _ ->
                    log(System.Logger.Level.INFO, "The child process was stopped", null);
            case Outcome.Replaced(String reason) -> {
                streak.reset();
                log(System.Logger.Level.INFO, "The child process is replaced: " + reason, null);
            }
            case Outcome.Failed(String reason) -> {
                Duration pause = around.timing().pause(streak.failed());
                ChildState state =
                        streak.isCrashLoop() ? ChildState.CRASH_LOOP : ChildState.BACKING_OFF;
                rest(state, reason, pause);
            }
            case Outcome.Blocked(String reason) ->
                    rest(ChildState.BLOCKED, reason, around.timing().pause(streak.blocked()));
        }
    }

    private void rest(ChildState state, String reason, Duration pause) throws InterruptedException {
        log(
                System.Logger.Level.WARNING,
                "The child process is started again in %d ms (%s): %s"
                        .formatted(pause.toMillis(), state.text(), reason),
                null);
        around.board().resting(state, reason, around.context().clock().millis() + pause.toMillis());
        long until = System.nanoTime() + pause.toNanos();
        while (!around.orders().isStopped()) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return;
            }
            if (around.rotation().isDue()) {
                streak.reset(); // an operator may just have mended it
                return;
            }
            around.orders().await(around.rotation().dueWithin(Duration.ofNanos(left)));
        }
    }

    private void log(System.Logger.Level level, String text, @Nullable Throwable failure) {
        if (failure == null) {
            around.context().log().log(level, text);
        } else {
            around.context().log().log(level, text, failure);
        }
    }
}
