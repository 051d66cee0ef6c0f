package dev.kheish.host.store;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;

/**
 * A table that rows are added to, many in one statement: each call into the database costs as much
 * as several rows. Make one for each table, as a constant; see {@link Tx#insert}.
 */
public final class Insert {
    private static final int[] CHUNKS = {64, 16, 4, 1};

    private final String table;
    private final int width;
    private final String[] statements = new String[CHUNKS.length];

    private Insert(String table, String columns, String end) {
        this.table = table;
        this.width = columns.split(",").length;
        String row = "(" + String.join(", ", Collections.nCopies(width, "?")) + ")";
        for (int i = 0; i < CHUNKS.length; i++) {
            String rows = String.join(", ", Collections.nCopies(CHUNKS[i], row));
            statements[i] = "insert into %s (%s) values %s%s".formatted(table, columns, rows, end);
        }
    }

    /**
     * Rows of a table.
     *
     * @param columns their names with commas between, in the order of the arguments
     */
    public static Insert into(String table, String columns) {
        return new Insert(table, columns, "");
    }

    /** Like {@link #into}, but a row whose key is there already stays as it is. */
    public static Insert intoOnce(String table, String columns) {
        return new Insert(table, columns, " on conflict do nothing");
    }

    /** Like {@link #into}, but a row whose key is there already gets another value in a column. */
    public static Insert intoNewest(String table, String columns, String changed) {
        return new Insert(
                table,
                columns,
                " on conflict do update set %1$s = excluded.%1$s".formatted(changed));
    }

    String table() {
        return table;
    }

    int width() {
        return width;
    }

    /** Writes all rows; {@code values} holds one row after the other. */
    void write(Tx tx, List<@Nullable Object> values) {
        int from = 0;
        for (int i = 0; i < CHUNKS.length; i++) {
            int size = CHUNKS[i] * width;
            while (values.size() - from >= size) {
                tx.updateNow(statements[i], values.subList(from, from + size).toArray());
                from += size;
            }
        }
    }
}
