package dev.kheish.plugin.external.child;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.RecoveryContext;

import java.nio.file.Path;
import java.util.Optional;

/** What a host that was killed left running of a connector that has no child process now. */
public final class ChildRemains {
    private ChildRemains() {}

    /**
     * Ends it: asks, waits up to 10 s, then kills. Does nothing if it has ended.
     *
     * @throws ConnectorException if it cannot be ended, saying what to do
     */
    public static void end(RecoveryContext left) throws ConnectorException {
        end(new Ledger(left), left.log(), Timing.USUAL);
    }

    /** The same for a connector that is open and has none. */
    public static void end(ConnectorContext context) throws ConnectorException {
        end(new Ledger(context), context.log(), Timing.USUAL);
    }

    static void end(Ledger ledger, System.Logger log, Timing timing) throws ConnectorException {
        Optional<GenerationRecord> last = ledger.read();
        if (last.isEmpty() || last.get().ended()) {
            return;
        }
        ProcessTable table = new ProcessTable(Path.of("/proc"));
        Signaller signaller = new Signaller(table, SystemTools.ofThisMachine());
        Termination termination =
                new Termination(Family.on(table), signaller, new Orders(), timing.grace());
        log.log(System.Logger.Level.INFO, "What an earlier run of the host left running is ended");
        try {
            new Leftovers(log, ledger, table, termination).end(last.get());
        } catch (BlockedException e) {
            throw new ConnectorException(e.getMessage(), e);
        }
    }
}
