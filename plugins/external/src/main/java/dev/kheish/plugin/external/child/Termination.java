package dev.kheish.plugin.external.child;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Ends the processes of a generation: asks them, waits, then makes them. An interrupt takes away
 * the waiting, never the ending. For the supervising thread.
 */
final class Termination {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int ROUNDS = 50;

    private final Family family;
    private final Signaller signaller;
    private final Orders orders;
    private final Duration grace;

    Termination(Family family, Signaller signaller, Orders orders, Duration grace) {
        this.family = family;
        this.signaller = signaller;
        this.orders = orders;
        this.grace = grace;
    }

    /**
     * Ends them all.
     *
     * @return those that outlived it, which takes a machine in trouble
     */
    Set<ProcessId> end(Kin kin) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!interrupted) {
                ask(kin);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        Members left = family.members(kin);
        for (int round = 0; !left.isEmpty() && round < ROUNDS; round++) {
            try {
                insist(kin, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = family.members(kin);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left.all();
    }

    private void ask(Kin kin) throws InterruptedException {
        Members members = family.members(kin);
        boolean reached = signalGroup(kin, members, Signal.TERM);
        // A second signal would make some of them leave at once.
        (reached ? members.strays() : members.all()).forEach(id -> signaller.one(id, Signal.TERM));
        Set<ProcessId> known = new HashSet<>(kin.known());
        long deadline = System.nanoTime() + grace.toNanos();
        while (!members.isEmpty() && !orders.isHurried() && System.nanoTime() < deadline) {
            orders.await(POLL);
            known.addAll(members.strays());
            members = family.closeMembers(kin.knowing(known));
        }
    }

    private void insist(Kin kin, Members members) throws InterruptedException {
        try {
            boolean _ = signalGroup(kin, members, Signal.KILL);
        } finally {
            members.all().forEach(id -> signaller.one(id, Signal.KILL));
        }
        orders.await(POLL);
    }

    private boolean signalGroup(Kin kin, Members members, Signal signal)
            throws InterruptedException {
        ProcessId leader = kin.leader();
        return leader != null
                && !members.grouped().isEmpty()
                && signaller.group(leader.pid(), signal);
    }
}
