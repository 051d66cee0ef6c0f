package dev.kheish.host.store;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The last number given in each table. The database remembers a number ahead of it, block by block,
 * so that the number of a deleted row never returns. For the writer thread.
 */
final class Sequences {
    private static final int BLOCK = 1000;

    private final Map<Sequence, Counter> counters = new EnumMap<>(Sequence.class);
    private final Set<Sequence> uncommitted = EnumSet.noneOf(Sequence.class);

    Sequences(Reader reader) {
        for (Sequence sequence : Sequence.values()) {
            long reserved =
                    reader.number(
                            "select reserved from sequence where name = ?", 0, sequence.table());
            counters.put(sequence, new Counter(reserved));
        }
    }

    long next(Tx tx, Sequence sequence) {
        Counter counter = counter(sequence);
        if (counter.last == counter.reserved) {
            counter.reserved += BLOCK;
            uncommitted.add(sequence);
            reserve(tx, sequence);
        }
        return ++counter.last;
    }

    private Counter counter(Sequence sequence) {
        return counters.computeIfAbsent(sequence, _ -> new Counter(0));
    }

    private void reserve(Tx tx, Sequence sequence) {
        tx.update(
                "insert into sequence (name, reserved) values (?, ?)"
                        + " on conflict (name) do update set reserved = excluded.reserved",
                sequence.table(),
                counter(sequence).reserved);
    }

    /**
     * Something was undone, perhaps reservations too. Their numbers were given and may be known in
     * memory, from where they may come to disk; so they are reserved before anything else.
     */
    void reserveAgain(Tx tx) {
        uncommitted.forEach(sequence -> reserve(tx, sequence));
    }

    /** Reservations are on disk. */
    void committed() {
        uncommitted.clear();
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
