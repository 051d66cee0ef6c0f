package dev.kheish.host.stream;

import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Tx;

/** Events of the stream: nothing needs them but those who read them. */
final class StreamSlice implements Slice {
    @Override
    public String name() {
        return "stream";
    }

    @Override
    public String table() {
        return "event";
    }

    @Override
    public String madeAt() {
        return "at_ms";
    }

    @Override
    public boolean prune(Tx tx, long seq, long cutMs) {
        return tx.update("delete from event where seq = ? and at_ms <= ?", seq, cutMs) == 1;
    }
}
