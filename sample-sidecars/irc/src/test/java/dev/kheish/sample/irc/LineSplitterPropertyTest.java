package dev.kheish.sample.irc;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.nio.charset.StandardCharsets;
import java.util.List;

final class LineSplitterPropertyTest {
    @Property(tries = 500)
    void everyLineFitsAndNothingIsLost(
            @ForAll String text, @ForAll @IntRange(min = 16, max = 60) int most) {
        List<String> lines = LineSplitter.split(text, most, Integer.MAX_VALUE);

        assertThat(lines)
                .allSatisfy(
                        line -> {
                            assertThat(line.getBytes(StandardCharsets.UTF_8).length)
                                    .isBetween(1, most);
                            assertThat(line).doesNotContain("\n", "\r", "\0");
                        });
        assertThat(letters(String.join("", lines))).isEqualTo(letters(text));
    }

    private static String letters(String text) {
        var kept = new StringBuilder();
        text.codePoints()
                .filter(c -> !Character.isWhitespace(c) && c > 1)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
