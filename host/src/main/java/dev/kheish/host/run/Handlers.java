package dev.kheish.host.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The built-in handler, if one is configured: as many workers as it has slots, on the claim path of
 * remote workers.
 */
public final class Handlers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Handlers.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final RunFailure STOPPED =
            new RunFailure("The host stopped before the handler had ended", true, Duration.ZERO);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Thread> slots = new ArrayList<>();
    private final Runs runs;
    private final HandlerSettings settings;
    private final RunHandler handler;

    private Handlers(Runs runs, HandlerSettings settings, RunHandler handler) {
        this.runs = runs;
        this.settings = settings;
        this.handler = handler;
    }

    /** What handlers need of the rooms above. */
    public record Tools(Runs runs, RunViews views, OutputReader outputs, HandlerCalls calls) {}

    /** The handler that the settings name; empty if workers pull. */
    public static Optional<Handlers> of(HandlerSettings settings, Tools tools) {
        HandlerAnswers answers = new HandlerAnswers(tools.outputs);
        Supplier<RunHandler> handler =
                switch (settings.kind()) {
                    case PULL -> null;
                    case ECHO -> EchoHandler::new;
                    case COMMAND ->
                            () -> new CommandHandler(settings.command(), tools.views, answers);
                    case HTTP -> () -> new CallHandler(settings.call(), tools, answers);
                };
        return Optional.ofNullable(handler)
                .map(made -> new Handlers(tools.runs, settings, made.get()));
    }

    /** Starts working. */
    public void start() {
        for (int i = 1; i <= settings.slots(); i++) {
            String worker = settings.kind().text() + "-" + i;
            slots.add(Thread.ofVirtual().name("handler-" + worker).start(() -> work(worker)));
        }
    }

    /**
     * Takes no more runs and lets what runs go on for {@code grace}; the rest is cut off and put
     * back.
     */
    public void stop(Duration grace) throws InterruptedException {
        stopping.countDown();
        long deadline = System.nanoTime() + grace.toNanos();
        for (Thread slot : slots) {
            slot.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
        for (Thread slot : slots) {
            slot.interrupt();
            slot.join();
        }
    }

    @Override
    public void close() {
        try {
            stop(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(String worker) {
        while (stopping.getCount() > 0) {
            try {
                List<Claim> claims =
                        runs.claim(ClaimRequest.one(worker, PATIENCE, ClaimRequest.LEASE));
                if (!claims.isEmpty()) {
                    execute(claims.getFirst());
                } else if (runs.isLendingStopped()) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "Handler " + worker + " failed", e);
                pause();
            }
        }
    }

    private void execute(Claim claim) throws InterruptedException {
        Execution execution = new Execution(Thread.currentThread());
        HandlerResult result;
        try (HeartBeat _ =
                HeartBeat.start(runs, claim.lease(), ClaimRequest.LEASE, execution::leaseLost)) {
            result = handler.handle(claim);
        } catch (InterruptedException e) {
            if (execution.end()) {
                LOG.log(System.Logger.Level.INFO, "Run {0}: its lease is gone", claim.run().text());
                return;
            }
            runs.fail(claim.lease(), STOPPED);
            throw e;
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Run " + claim.run().text() + ": the handler broke",
                    e);
            result = new HandlerResult.Failed(RunFailure.temporary("The handler broke: " + e));
        }
        if (!execution.end()) {
            settle(claim, result);
        }
    }

    private void settle(Claim claim, HandlerResult result) throws InterruptedException {
        switch (result) {
            case HandlerResult.Answered(List<OutputDraft> outputs) ->
                    warnIfLost(claim, runs.complete(claim.lease(), outputs));
            case HandlerResult.Failed(RunFailure failure) ->
                    warnIfLost(claim, runs.fail(claim.lease(), failure));
            case HandlerResult.Later(Duration lease) ->
                    warnIfLost(claim, runs.heartbeat(claim.lease(), lease));
        }
    }

    private static void warnIfLost(Claim claim, LeaseOutcome<?> outcome) {
        if (!(outcome instanceof LeaseOutcome.Done)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Run {0}: settled too late, its lease is gone",
                    claim.run().text());
        }
    }

    private void pause() {
        try {
            boolean _ = stopping.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes sure that an interrupt for a lost lease hits the run that it is meant for. */
    private static final class Execution {
        private final Thread thread;
        private boolean ended;
        private boolean lost;

        Execution(Thread thread) {
            this.thread = thread;
        }

        synchronized void leaseLost() {
            if (!ended) {
                lost = true;
                thread.interrupt();
            }
        }

        /** True if the lease was lost; the interrupt for that is taken back. */
        synchronized boolean end() {
            ended = true;
            if (lost) {
                boolean _ = Thread.interrupted();
            }
            return lost;
        }
    }
}
