package dev.kheish.host.store;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A table of one row that holds counts. What the works of one commit add is written in one
 * statement. Make one for each table, as a constant; see {@link Tx#add}.
 */
public final class Tally {
    private final String table;
    private final int width;
    private final String statement;

    private Tally(String table, String... columns) {
        this.table = table;
        this.width = columns.length;
        this.statement =
                "update %s set %s"
                        .formatted(
                                table,
                                Arrays.stream(columns)
                                        .map(column -> "%1$s = %1$s + ?".formatted(column))
                                        .collect(Collectors.joining(", ")));
    }

    /** The counts of {@code table}, numbered from 0 in the order given. */
    public static Tally of(String table, String... columns) {
        return new Tally(table, columns);
    }

    String table() {
        return table;
    }

    int width() {
        return width;
    }

    void write(Tx tx, long[] sums) {
        tx.updateNow(statement, Arrays.stream(sums).boxed().toArray());
    }
}
