package dev.kheish.host.run;

import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

/** Outputs of runs that have ended, once their deliveries are gone. */
final class OutputSlice implements Slice {
    private final Carried carried;

    OutputSlice(Carried carried) {
        this.carried = carried;
    }

    /** Knows whether something still carries an output. */
    @FunctionalInterface
    interface Carried {
        boolean isCarried(Reader reader, long output);
    }

    @Override
    public String name() {
        return "outputs";
    }

    @Override
    public String table() {
        return "output";
    }

    @Override
    public String madeAt() {
        return "created_ms";
    }

    @Override
    public boolean prune(Tx tx, long seq, long cutMs) {
        return !carried.isCarried(tx, seq)
                && tx.update(
                                "delete from output where seq = ? and created_ms <= ? and not exists"
                                        + " (select 1 from run r where r.seq = output.run and r.state < 3)",
                                seq,
                                cutMs)
                        == 1;
    }
}
