package dev.kheish.host.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a transaction has yet to write: rows and sums that nobody has asked for so far. A statement
 * that names their table sees them, for they are written before it. For the writer thread.
 */
final class Backlog {
    private static final Pattern NO_WORD = Pattern.compile("[^a-z_]+");

    private final IdentityHashMap<Insert, Rows> rows = new IdentityHashMap<>();
    private final IdentityHashMap<Tally, Sums> sums = new IdentityHashMap<>();
    private final List<Part> waiting = new ArrayList<>();
    private final Map<String, Set<String>> words = new HashMap<>();

    void insert(Insert insert, @Nullable Object[] values) {
        if (values.length != insert.width()) {
            throw new IllegalArgumentException(
                    "%s takes %d values, not %d"
                            .formatted(insert.table(), insert.width(), values.length));
        }
        Rows part = rows.computeIfAbsent(insert, Rows::new);
        if (part.values.isEmpty()) {
            waiting.add(part);
        }
        Collections.addAll(part.values, values);
    }

    void add(Tally tally, int column, long amount) {
        Sums part = sums.computeIfAbsent(tally, Sums::new);
        if (!part.waits) {
            part.waits = true;
            waiting.add(part);
        }
        part.sums[column] += amount;
    }

    /** Writes what a statement could see. */
    void settle(Tx tx, String sql) {
        if (waiting.isEmpty()) {
            return;
        }
        Set<String> named = words.computeIfAbsent(sql, text -> Set.of(distinctWords(text)));
        for (int i = waiting.size() - 1; i >= 0; i--) {
            if (named.contains(waiting.get(i).table())) {
                waiting.remove(i).write(tx);
            }
        }
    }

    private static String[] distinctWords(String sql) {
        return NO_WORD.splitAsStream(sql.toLowerCase(Locale.ROOT))
                .distinct()
                .toArray(String[]::new);
    }

    /** Writes everything. */
    void settle(Tx tx) {
        for (Part part : waiting) {
            part.write(tx);
        }
        waiting.clear();
    }

    /** Everything that waits was undone, and what could not be written too. */
    void drop() {
        rows.values().forEach(Part::drop);
        sums.values().forEach(Part::drop);
        waiting.clear();
    }

    /** What waits for one table. */
    private sealed interface Part {
        String table();

        /** Writes and forgets it. */
        void write(Tx tx);

        void drop();
    }

    private static final class Rows implements Part {
        private final Insert insert;
        private final List<@Nullable Object> values = new ArrayList<>();

        Rows(Insert insert) {
            this.insert = insert;
        }

        @Override
        public String table() {
            return insert.table();
        }

        @Override
        public void write(Tx tx) {
            insert.write(tx, values);
            values.clear();
        }

        @Override
        public void drop() {
            values.clear();
        }
    }

    private static final class Sums implements Part {
        private final Tally tally;
        private final long[] sums;
        private boolean waits;

        Sums(Tally tally) {
            this.tally = tally;
            this.sums = new long[tally.width()];
        }

        @Override
        public String table() {
            return tally.table();
        }

        @Override
        public void write(Tx tx) {
            tally.write(tx, sums);
            drop();
        }

        @Override
        public void drop() {
            Arrays.fill(sums, 0);
            waits = false;
        }
    }
}
