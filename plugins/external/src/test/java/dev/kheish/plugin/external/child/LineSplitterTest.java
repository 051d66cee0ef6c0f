package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

final class LineSplitterTest {
    private final List<String> lines = new ArrayList<>();
    private final LineSplitter splitter = new LineSplitter(lines::add);

    @Test
    void endsLinesAtAnyLineEnd() {
        write("one\ntwo\r\nthree\rfour\n\nsix\r");

        assertThat(lines).containsExactly("one", "two", "three", "four", "", "six");
    }

    @Test
    void givesALineAwayAsSoonAsItEnds() {
        write("half");
        assertThat(lines).isEmpty();

        write(" a line\nand");
        assertThat(lines).containsExactly("half a line");

        splitter.close();
        splitter.close();
        assertThat(lines).containsExactly("half a line", "and");
    }

    @Test
    void knowsAPairOfLineEndsAcrossTwoWrites() {
        write("one\r");
        write("\ntwo\n");

        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void putsCharactersTogetherThatArriveInPieces() {
        for (byte each : "grün 😀\n".getBytes(StandardCharsets.UTF_8)) {
            splitter.write(each);
        }

        assertThat(lines).containsExactly("grün 😀");
    }

    @Test
    void replacesWhatIsNoUtf8() {
        splitter.write(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3, '\n', (byte) 0xe2}, 0, 6);
        splitter.close();

        assertThat(lines).containsExactly("a\ufffdb\ufffd", "\ufffd");
    }

    @Test
    void cutsLongLinesOnce() {
        write("x".repeat(LineSplitter.LONGEST) + "\n");
        write("y".repeat(3 * LineSplitter.LONGEST) + "\nz\n");

        assertThat(lines)
                .containsExactly(
                        "x".repeat(LineSplitter.LONGEST), "y".repeat(LineSplitter.LONGEST), "z");
    }

    @Test
    void doesNotCutACharacterInTwo() {
        write("x".repeat(LineSplitter.LONGEST - 1) + "😀😀\nz\n");

        assertThat(lines).containsExactly("x".repeat(LineSplitter.LONGEST - 1), "z");
    }

    @Test
    void givesTheBeginningOfAFloodAwayBeforeItEnds() {
        write("x".repeat(LineSplitter.LONGEST));

        assertThat(lines).hasSize(1);
    }

    @Property(tries = 500)
    void splitsAnyTextAsAWholeWouldBe(
            @ForAll List<@IntRange(max = 9) Integer> choices,
            @ForAll @IntRange(min = 1, max = 7) int piece) {
        String[] alphabet = {"a", "ü", "€", "😀", "\n", "\r", "\r\n", " ", "\u0000", "\ufffd"};
        String text = String.join("", choices.stream().map(each -> alphabet[each]).toList());

        assertThat(split(text.getBytes(StandardCharsets.UTF_8), piece)).isEqualTo(expected(text));
    }

    @Property(tries = 500)
    void takesAnyBytesInAnyPieces(
            @ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(min = 1, max = 50) int piece) {
        List<String> whole = split(bytes, Math.max(1, bytes.length));

        assertThat(split(bytes, piece)).isEqualTo(whole);
        assertThat(whole).isEqualTo(expected(new String(bytes, StandardCharsets.UTF_8)));
    }

    @Property(tries = 20)
    void neverGivesALineThatIsTooLong(
            @ForAll @IntRange(min = 8000, max = 20_000) int length,
            @ForAll @IntRange(max = 3) int kind) {
        String each = List.of("a", "ü", "€", "😀").get(kind);
        String text = each.repeat(length) + "\nend";

        List<String> found = split(text.getBytes(StandardCharsets.UTF_8), 1024);

        assertThat(found).hasSize(2).endsWith("end");
        assertThat(text).startsWith(found.getFirst());
        assertThat(found.getFirst())
                .hasSizeBetween(Math.min(length, LineSplitter.LONGEST - 1), LineSplitter.LONGEST);
    }

    private static List<String> expected(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(text.split("\r\n|\n|\r", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    private static List<String> split(byte[] bytes, int piece) {
        List<String> lines = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(lines::add);
        for (int from = 0; from < bytes.length; from += piece) {
            splitter.write(bytes, from, Math.min(piece, bytes.length - from));
        }
        splitter.close();
        return lines;
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        splitter.write(bytes, 0, bytes.length);
    }
}
