package dev.kheish.host.ingress;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Tx;

import java.util.OptionalLong;

/** Receipts in an ordinary table. */
final class ReceiptTable implements ReceiptIndex {
    @Override
    public OptionalLong find(Reader reader, byte[] key) {
        long run = reader.number("select run from receipt where key = ?", 0, (Object) key);
        return run == 0 ? OptionalLong.empty() : OptionalLong.of(run);
    }

    @Override
    public void add(Tx tx, byte[] key, long run) {
        tx.update("insert into receipt (key, run) values (?, ?)", key, run);
    }
}
