package dev.kheish.plugin.external.child;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;

/** Ends what a host that was killed left running. For the supervising thread. */
final class Leftovers {
    private final System.Logger log;
    private final Ledger ledger;
    private final ProcessTable table;
    private final Termination termination;

    Leftovers(System.Logger log, Ledger ledger, ProcessTable table, Termination termination) {
        this.log = log;
        this.ledger = ledger;
        this.table = table;
        this.termination = termination;
    }

    /**
     * Ends whatever still runs of a generation.
     *
     * @throws BlockedException if it cannot be ended
     */
    void end(GenerationRecord generation) throws BlockedException {
        if (generation.ended()) {
            return;
        }
        if (generation.bootId().equals(table.bootId())) {
            Set<ProcessId> left = termination.end(generation.leftBehind());
            if (!left.isEmpty()) {
                throw new BlockedException(
                        "Processes of an earlier start cannot be ended: %s. End them by hand."
                                .formatted(numbers(left)));
            }
        }
        deleteTokenFolder(generation);
        ledger.write(generation.over());
    }

    private void deleteTokenFolder(GenerationRecord generation) {
        String folder = generation.tokenFolder();
        if (folder == null) {
            return;
        }
        try {
            TokenFile.deleteLeftover(folder);
        } catch (IOException e) {
            log.log(
                    System.Logger.Level.WARNING,
                    "A folder for a credential token, useless by now, stays: " + folder,
                    e);
        }
    }

    static String numbers(Set<ProcessId> processes) {
        return processes.stream()
                .map(id -> Long.toString(id.pid()))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
