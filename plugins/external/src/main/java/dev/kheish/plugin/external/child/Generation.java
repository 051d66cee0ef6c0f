package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

import java.time.Duration;
import java.util.Set;

/** One life of the child process, from its start to the end of all its processes. */
final class Generation {
    private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(2);

    private final Surroundings around;
    private final Chronicle chronicle;
    private final Plan plan;
    private final OutputTap tap;
    private final Runnable steady;
    private volatile @Nullable Prober prober;

    /**
     * @param steady told once it has been ready for long enough
     */
    Generation(Surroundings around, Ledger ledger, Plan plan, Runnable steady) {
        this.around = around;
        this.chronicle = Chronicle.begin(ledger, plan.record());
        this.plan = plan;
        this.tap = new OutputTap(around.context());
        this.steady = steady;
    }

    /** Starts it, watches it, and returns when nothing of it runs any more. */
    Outcome live() throws BlockedException, InterruptedException {
        around.identity().set(plan.record().instanceId());
        around.token().set(plan.environment().get(Variables.SHARED_TOKEN));
        LiveChild child = null;
        Outcome outcome = new Outcome.Stopped();
        try {
            child = launch();
            outcome = watch(child);
            return outcome;
        } catch (InterruptedException e) {
            around.orders().hurry(); // the host's patience is over
            throw e;
        } finally {
            end(child, outcome);
        }
    }

    /** Asks the running process at once who it is. */
    void lookNow() throws InterruptedException {
        Prober asking = prober;
        if (asking != null) {
            asking.lookNow();
        }
    }

    private LiveChild launch() throws BlockedException {
        return new Launcher(around.table(), around.settings().lifeline())
                .start(plan.commandLine(), plan.environment(), plan.folder(), tap);
    }

    private Outcome watch(LiveChild child) throws InterruptedException {
        chronicle.started(child.id());
        around.board().launched(child.id().pid(), chronicle.record());
        child.onExit(this::ended);
        Recognition recognition =
                new Recognition(
                        around.client(),
                        around.port(),
                        around.context().clock(),
                        plan.record().marker().instanceId(),
                        () -> around.family().members(chronicle.kin()).all());
        try (Prober asking = Prober.start(recognition, around)) {
            prober = asking;
            return new Watch(around, chronicle, child, new Obituary(tap), plan.credentials())
                    .untilItsEnd(asking, steady);
        } finally {
            prober = null;
        }
    }

    private void ended() {
        around.board().ended(chronicle.record().number());
        around.orders().ring();
    }

    /** An interrupt must not keep it from the end: it is put off until then. */
    private void end(@Nullable LiveChild child, Outcome outcome) {
        boolean interrupted = Thread.interrupted();
        if (interrupted) {
            around.orders().hurry(); // it came while something else was under way
        }
        try {
            around.board().leaving(outcome.reason());
            if (child != null) {
                child.closeInput();
            }
            Set<ProcessId> left = endAll();
            interrupted |= Thread.interrupted();
            if (child != null) {
                interrupted |= bury(child);
            }
            around.identity().clear();
            around.token().clear();
            close(left);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Set<ProcessId> endAll() {
        Set<ProcessId> left = around.termination().end(chronicle.kin());
        boolean interrupted = Thread.interrupted();
        try {
            Set<ProcessId> runaways = around.runaways().after(chronicle.record());
            if (!runaways.isEmpty()) {
                chronicle.seen(runaways);
                left = around.termination().end(chronicle.kin());
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }

    /** True if it was interrupted meanwhile. */
    private boolean bury(LiveChild child) {
        child.kill(); // all of it, where the machine does not list its processes
        boolean interrupted = false;
        try {
            child.drainOutput(OUTPUT_PATIENCE);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        long now = around.context().clock().millis();
        around.board().gone(child.isAlive() ? null : new Exit(child.exitValue(), now));
        return interrupted;
    }

    private void close(Set<ProcessId> left) {
        if (left.isEmpty()) {
            chronicle.over();
            return;
        }
        around.context()
                .log()
                .log(
                        System.Logger.Level.WARNING,
                        "Processes of the connector cannot be ended: " + Leftovers.numbers(left));
    }
}
