package dev.kheish.sample.irc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

final class LineSplitterTest {
    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void cutsBetweenWords() {
        assertThat(LineSplitter.split("the quick brown fox jumps over it", 16, 9))
                .isEqualTo(List.of("the quick brown", "fox jumps over", "it"));
    }

    @Test
    void cutsWordsThatAreTooLongBetweenCharacters() {
        assertThat(LineSplitter.split("é".repeat(20), 17, 9))
                .isEqualTo(List.of("é".repeat(8), "é".repeat(8), "é".repeat(4)));
        assertThat(LineSplitter.split("😀".repeat(5), 16, 9))
                .isEqualTo(List.of("😀".repeat(4), "😀"));
    }

    @Test
    void leavesEmptyLinesOut() {
        assertThat(LineSplitter.split("a\n\r\n \nb\rc", 16, 9)).isEqualTo(List.of("a", "b", "c"));
        assertThat(LineSplitter.split(" \n", 16, 9)).isEmpty();
    }

    @Test
    void saysWhenItLeavesLinesOut() {
        assertThat(LineSplitter.split("one\ntwo\nthree\nfour", 16, 2))
                .isEqualTo(List.of("one", "two … (cut)"));
        assertThat(LineSplitter.split("a".repeat(16) + "\nb", 16, 1))
                .singleElement()
                .satisfies(
                        line -> {
                            assertThat(line).endsWith("a … (cut)");
                            assertThat(bytes(line)).isLessThanOrEqualTo(16);
                        });
    }

    @Test
    void makesNoCommandToAClient() {
        assertThat(LineSplitter.split("\u0001VERSION\u0001\0", 16, 9))
                .isEqualTo(List.of("VERSION"));
    }
}
