package dev.kheish.host.store;

import java.util.EnumMap;
import java.util.Map;

/**
 * The last number given in each table. The database remembers a number ahead of it, block by block,
 * so that the number of a deleted row never returns. For the writer thread.
 */
final class Sequences {
    private static final int BLOCK = 1000;

    private final Map<Sequence, Counter> counters = new EnumMap<>(Sequence.class);

    Sequences(Reader reader) {
        for (Sequence sequence : Sequence.values()) {
            long reserved =
                    reader.number(
                            "select reserved from sequence where name = ?", 0, sequence.table());
            counters.put(sequence, new Counter(reserved));
        }
    }

    long next(Tx tx, Sequence sequence) {
        Counter counter = counters.computeIfAbsent(sequence, _ -> new Counter(0));
        if (counter.last == counter.reserved) {
            counter.reserved += BLOCK;
            tx.update(
                    "insert into sequence (name, reserved) values (?, ?)"
                            + " on conflict (name) do update set reserved = excluded.reserved",
                    sequence.table(),
                    counter.reserved);
        }
        return ++counter.last;
    }

    /**
     * An undone transaction may have undone a reservation too: reserve again before the next
     * number.
     */
    void undone() {
        counters.values().forEach(counter -> counter.reserved = counter.last);
    }

    private static final class Counter {
        private long last;
        private long reserved;

        Counter(long reserved) {
            this.last = reserved;
            this.reserved = reserved;
        }
    }
}
