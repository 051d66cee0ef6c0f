package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Looks after one running generation. For the supervising thread. */
final class Watch {
    private static final Duration TICK = Duration.ofSeconds(1);
    // It reads all of /proc: often while a program unfolds, rarely once it is settled.
    private static final Duration LONGEST_COUNT_PAUSE = Duration.ofMinutes(5);

    private final Surroundings around;
    private final Chronicle chronicle;
    private final LiveChild child;
    private final Obituary obituary;
    private final @Nullable Credentials credentials;
    private final @Nullable TokenRenewal renewal;
    private final long startedAt = System.nanoTime();
    private @Nullable Long upSince;
    private long countAt = startedAt;
    private Duration countPause;
    private boolean portSeen;

    Watch(
            Surroundings around,
            Chronicle chronicle,
            LiveChild child,
            Obituary obituary,
            @Nullable Credentials credentials) {
        this.around = around;
        this.chronicle = chronicle;
        this.child = child;
        this.obituary = obituary;
        this.credentials = credentials;
        this.countPause = around.timing().healthPoll();
        this.renewal =
                credentials == null
                        ? null
                        : new TokenRenewal(
                                credentials,
                                around.context().log(),
                                around.timing().tokenRenewal(),
                                System::nanoTime);
    }

    /**
     * Returns when it has ended or has to be ended.
     *
     * @param steady told, perhaps more than once, when it has been ready for long enough
     */
    Outcome untilItsEnd(Prober prober, Runnable steady) throws InterruptedException {
        while (true) {
            Outcome outcome = ordered();
            if (outcome == null) {
                outcome = found(prober.latest());
            }
            if (outcome != null) {
                return outcome;
            }
            if (upFor().compareTo(around.timing().steady()) >= 0) {
                steady.run();
            }
            around.orders().await(around.rotation().dueWithin(TICK));
        }
    }

    /** What the process, the operator or the host decided; null if nothing. */
    private @Nullable Outcome ordered() {
        if (around.orders().isStopped()) {
            return new Outcome.Stopped();
        }
        if (!child.isAlive()) {
            return new Outcome.Failed(ended());
        }
        if (credentials != null && credentials.isRevoked()) {
            return new Outcome.Replaced("Its lease was revoked.");
        }
        if (around.rotation().isDue()) {
            return new Outcome.Replaced("One of its secrets has changed.");
        }
        if (renewal != null) {
            renewal.renewIfDue();
        }
        return null;
    }

    private @Nullable Outcome found(Finding finding) {
        return switch (finding) {
            case Finding.Hopeless(String reason) -> new Outcome.Failed(reason);
            case Finding.NotYet(String missing) -> starting(missing);
            case Finding.Up up -> {
                up(up);
                yield null;
            }
        };
    }

    private @Nullable Outcome starting(String missing) {
        Duration patience = around.timing().readiness();
        if (age().compareTo(patience) >= 0) {
            return new Outcome.Failed(obituary.late(patience, missing));
        }
        around.board().starting(missing);
        return null;
    }

    private void up(Finding.Up up) {
        if (upSince == null) {
            upSince = System.nanoTime();
            around.context()
                    .log()
                    .log(
                            System.Logger.Level.INFO,
                            "The child process %d is ready after %d ms"
                                    .formatted(child.id().pid(), age().toMillis()));
        }
        chronicle.pinned(up.manifest().instanceId());
        around.board().up(up);
        if (System.nanoTime() - countAt >= 0) {
            chronicle.seen(strays(up));
            countAt = System.nanoTime() + countPause.toNanos();
            Duration twice = countPause.multipliedBy(2);
            countPause = twice.compareTo(LONGEST_COUNT_PAUSE) < 0 ? twice : LONGEST_COUNT_PAUSE;
        }
    }

    /** Its processes that a later host would not find by their session. */
    private Set<ProcessId> strays(Finding.Up up) {
        Members members = around.family().closeMembers(chronicle.kin());
        Set<ProcessId> strays = new HashSet<>(members.strays());
        if (!portSeen) {
            portSeen = true;
            strays.addAll(around.runaways().of(chronicle.record(), up.manifest().instanceId()));
            strays.removeAll(members.grouped());
        }
        return strays;
    }

    private String ended() {
        Exit exit = new Exit(child.exitValue(), around.context().clock().millis());
        Set<ProcessId> survivors = around.family().members(chronicle.kin()).all();
        return obituary.ended(exit, Optional.ofNullable(upSince).map(_ -> age()), survivors.size());
    }

    private Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private Duration upFor() {
        Long since = upSince;
        return since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }
}
