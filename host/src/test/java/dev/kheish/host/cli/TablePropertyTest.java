package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.List;

class TablePropertyTest {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.whole("ID", "id"),
                    Column.text("TEXT", "text"),
                    Column.text("LAST", "last"));

    @Property(tries = 300)
    void everyCellBeginsBelowItsHeading(@ForAll @Size(max = 6) List<@Size(3) List<String>> rows) {
        Table table = new Table(COLUMNS);
        rows.forEach(row -> table.add(row.stream().map(TablePropertyTest::cell).toList()));

        List<String> lines = table.lines(Integer.MAX_VALUE);

        assertThat(lines).hasSize(rows.size() + 1);
        int text = lines.getFirst().indexOf("TEXT");
        int last = lines.getFirst().indexOf("LAST");
        for (int i = 0; i < rows.size(); i++) {
            String line = lines.get(i + 1);
            List<String> row = rows.get(i).stream().map(TablePropertyTest::cell).toList();
            assertThat(from(line, text)).startsWith(row.get(1));
            assertThat(from(line, last)).isEqualTo(row.get(2));
            assertThat(line).startsWith(row.get(0)).doesNotContain("\n", "\u001b");
        }
    }

    @Property(tries = 300)
    void neverIsWiderThanTheScreenUnlessIdsAre(
            @ForAll @Size(min = 1, max = 6) List<@Size(2) List<String>> texts,
            @ForAll @IntRange(min = 30, max = 120) int screen) {
        Table table = new Table(COLUMNS);
        texts.forEach(row -> table.add(List.of("run_1", cell(row.get(0)), cell(row.get(1)))));

        List<String> lines = table.lines(screen);

        assertThat(lines)
                .allSatisfy(line -> assertThat(DisplayWidth.of(line)).isLessThanOrEqualTo(screen));
        assertThat(lines.subList(1, lines.size()))
                .allSatisfy(line -> assertThat(line).startsWith("run_1"));
    }

    @Property
    void cutsToTheWidthAndKeepsWhatFits(
            @ForAll String text, @ForAll @IntRange(min = 1, max = 40) int columns) {
        String shown = Cells.line(text);
        String cut = DisplayWidth.cut(shown, columns);

        assertThat(DisplayWidth.of(cut)).isLessThanOrEqualTo(columns);
        if (DisplayWidth.of(shown) <= columns) {
            assertThat(cut).isEqualTo(shown);
        }
    }

    private static String cell(String raw) {
        // A mark without width joins what stands before it, which would be another column's.
        String shown =
                Cells.line(raw)
                        .codePoints()
                        .filter(c -> DisplayWidth.of(Character.toString(c)) > 0)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        return shown.isEmpty() ? "-" : shown;
    }

    // What stands from that column on.
    private static String from(String line, int column) {
        int width = 0;
        int i = 0;
        while (i < line.length() && width < column) {
            int c = line.codePointAt(i);
            width += DisplayWidth.of(Character.toString(c));
            i += Character.charCount(c);
        }
        return line.substring(i);
    }
}
