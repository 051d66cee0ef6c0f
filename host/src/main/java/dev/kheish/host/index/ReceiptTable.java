package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.util.OptionalLong;

/** Receipts in an ordinary table: simple, and a random page written for each event. */
final class ReceiptTable implements Receipts {
    private ReceiptTable() {}

    /** Opens the index, adding the keys of runs that were made while another index was in use. */
    static ReceiptTable open(Store store) throws InterruptedException {
        ReceiptTable table = new ReceiptTable();
        long mark = store.read(Mark.TABLE::read);
        while (mark < Long.MAX_VALUE) {
            long after = mark;
            mark = store.write(tx -> table.catchUp(tx, after));
        }
        return table;
    }

    /** Adds the keys of a page of runs; the mark stands at the end for as long as it is in use. */
    private long catchUp(Tx tx, long after) {
        long last = new RunKeys().page(tx, after, (key, run) -> add(tx, key, run));
        long mark = last < 0 ? Long.MAX_VALUE : last;
        Mark.TABLE.write(tx, mark);
        return mark;
    }

    /** Another index takes over from the next run on. */
    static void leave(Tx tx) {
        if (Mark.TABLE.read(tx) == Long.MAX_VALUE) {
            Mark.TABLE.write(tx, tx.number("select max(seq) from run", 0));
        }
    }

    @Override
    public OptionalLong find(Reader reader, IndexKey key) {
        long run = reader.number("select run from receipt where key = ?", 0, key.bytes());
        return run == 0 ? OptionalLong.empty() : OptionalLong.of(run);
    }

    @Override
    public void add(Tx tx, IndexKey key, long run) {
        tx.update(
                "insert into receipt (key, run) values (?, ?)"
                        + " on conflict (key) do update set run = excluded.run",
                key.bytes(),
                run);
    }

    @Override
    public void remove(Tx tx, IndexKey key, long run) {
        tx.update("delete from receipt where key = ? and run = ?", key.bytes(), run);
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public void close() {}
}
