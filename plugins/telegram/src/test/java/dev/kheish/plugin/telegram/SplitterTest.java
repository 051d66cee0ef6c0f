package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Long texts. */
final class SplitterTest {
    private static final int LONGEST = 60;

    private final Splitter splitter = new Splitter(LONGEST);

    @Test
    void aShortTextStaysAsItIs() {
        assertThat(splitter.split("  a\n")).containsExactly("  a\n");
        assertThat(splitter.split("x".repeat(LONGEST))).hasSize(1);
        assertThat(splitter.split("")).isEmpty();
        assertThat(splitter.split(" \n\t")).isEmpty();
    }

    @Test
    void prefersParagraphsToLinesToWords() {
        String paragraph = "a".repeat(20) + " b\nc" + "d".repeat(20);

        assertThat(splitter.split(paragraph + "\n\n" + paragraph))
                .containsExactly(paragraph, paragraph);
        assertThat(splitter.split("a ".repeat(25) + "\n" + "b ".repeat(25)))
                .containsExactly(("a ".repeat(25)).strip(), "b ".repeat(25));
        assertThat(splitter.split("word ".repeat(20)))
                .containsExactly("word ".repeat(12).strip(), "word ".repeat(8));
    }

    @Test
    void keepsIndentation() {
        assertThat(splitter.split("a".repeat(50) + "\n\n    code\n    more"))
                .containsExactly("a".repeat(50), "    code\n    more");
    }

    @Test
    void aFamilyStaysTogether() {
        String family = "\uD83D\uDC69\u200D\uD83D\uDC67";

        assertThat(splitter.split(family.repeat(13))).containsExactly(family.repeat(12), family);
    }

    @Test
    void oneCharacterLongerThanAMessageIsCutSomewhere() {
        assertThat(splitter.split("e" + "\u0301".repeat(100))).hasSize(2);
    }

    @Property
    void everyMessageIsShortEnoughNotBlankAndWhole(@ForAll("texts") String text) {
        for (String part : splitter.split(text)) {
            assertThat(part.length()).isBetween(1, LONGEST);
            assertThat(part).isNotBlank();
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(part)).isTrue();
        }
    }

    @Property
    void nothingIsLostButWhiteSpace(@ForAll("texts") String text) {
        assertThat(String.join("", splitter.split(text)).replaceAll("\\s", ""))
                .isEqualTo(text.replaceAll("\\s", ""));
    }

    @Property
    void theSameTextIsAlwaysSplitAlike(@ForAll("texts") String text) {
        assertThat(splitter.split(text)).isEqualTo(splitter.split(text));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "\n",
                        "\n\n",
                        " ",
                        "  ",
                        "word",
                        "x".repeat(30),
                        " ".repeat(70),
                        "\uD83D\uDE00",
                        "\uD83D\uDC69\u200D\uD83D\uDC67",
                        "e\u0301",
                        "\u0301")
                .list()
                .ofMaxSize(60)
                .map((List<String> pieces) -> String.join("", pieces));
    }
}
