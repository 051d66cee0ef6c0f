package dev.kheish.host.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines up cells in columns as wide as their content. If a line would be wider than the screen,
 * columns that may be cut lose width, the widest first; the others stay whole whatever it costs.
 */
final class Table {
    private static final String GAP = "  ";
    private static final int LEAST = 8;

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    Table(List<Column> columns) {
        this.columns = columns;
        rows.add(columns.stream().map(Column::heading).toList());
    }

    void add(List<String> cells) {
        rows.add(cells);
    }

    /** Heading first. No line ends with blanks. */
    List<String> lines(int screen) {
        int[] widths = fit(natural(), screen);
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private int[] natural() {
        int[] widths = new int[columns.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], DisplayWidth.of(row.get(i)));
            }
        }
        return widths;
    }

    private int[] fit(int[] widths, int screen) {
        long total = (long) GAP.length() * (widths.length - 1);
        for (int width : widths) {
            total += width;
        }
        for (long excess = total - screen; excess > 0; excess--) {
            int widest = widestToCut(widths);
            if (widest < 0) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private int widestToCut(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            boolean mayShrink = columns.get(i).style() == Column.Style.TEXT && widths[i] > LEAST;
            if (mayShrink && (widest < 0 || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder out = new StringBuilder();
        int blanks = 0;
        for (int i = 0; i < widths.length; i++) {
            String cell = DisplayWidth.cut(row.get(i), widths[i]);
            out.repeat(' ', cell.isEmpty() ? 0 : blanks).append(cell);
            blanks =
                    (cell.isEmpty() ? blanks : 0)
                            + widths[i]
                            - DisplayWidth.of(cell)
                            + GAP.length();
        }
        return out.toString();
    }
}
