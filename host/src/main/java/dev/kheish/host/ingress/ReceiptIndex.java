package dev.kheish.host.ingress;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

import java.util.OptionalLong;

/** Which receipt keys are known, and the run that each made. */
interface ReceiptIndex {
    /** The run of a known key. */
    OptionalLong find(Reader reader, byte[] key);

    /** Remembers a key that {@link #find} did not know in this transaction. */
    void add(Tx tx, byte[] key, long run);
}
