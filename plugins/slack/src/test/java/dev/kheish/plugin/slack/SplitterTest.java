package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

final class SplitterTest {
    private static final Splitter SHORT = new Splitter(40);

    @Test
    void leavesWhatFitsAlone() {
        String text = "  a b\n\nc ";

        assertThat(SHORT.split(text)).containsExactly(text);
        assertThat(new Splitter(Splitter.LONGEST).split("x".repeat(4000))).hasSize(1);
        assertThat(new Splitter(Splitter.LONGEST).split("x".repeat(4001))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n\t"})
    void makesNothingOfNothing(String blank) {
        assertThat(SHORT.split(blank)).isEmpty();
        assertThat(SHORT.split(blank.repeat(100))).isEmpty();
    }

    @Test
    void prefersParagraphsToLinesAndLinesToWords() {
        assertThat(SHORT.split("one two three four\n\nfive six\nseven eight nine ten"))
                .containsExactly("one two three four", "five six\nseven eight nine ten");
        assertThat(SHORT.split("one two three four five\nsix seven eight nine ten"))
                .containsExactly("one two three four five", "six seven eight nine ten");
        assertThat(SHORT.split("one two three four five six seven eight nine ten"))
                .containsExactly("one two three four five six", "seven eight nine ten");
    }

    @Test
    void takesALineFarAheadOnlyWhereNothingElseIsNear() {
        assertThat(SHORT.split("one\n" + "x".repeat(60)))
                .containsExactly("one", "x".repeat(32), "x".repeat(28));
    }

    @Test
    void cutsBetweenCharactersAsPeopleSeeThem() {
        String family = "\uD83D\uDC69\u200D\uD83D\uDC67";
        String accented = "e\u0301";

        assertThat(SHORT.split("x".repeat(30) + family + "y".repeat(20)))
                .containsExactly("x".repeat(30), family + "y".repeat(20));
        assertThat(SHORT.split("x".repeat(31) + accented + "y".repeat(20)))
                .containsExactly("x".repeat(31), accented + "y".repeat(20));
    }

    @Test
    void keepsEntitiesAndMentionsWhole() {
        assertThat(SHORT.split("x".repeat(30) + "&amp;" + "y".repeat(20)))
                .containsExactly("x".repeat(30), "&amp;" + "y".repeat(20));
        assertThat(SHORT.split("x".repeat(30) + "<!channel>" + "y".repeat(20)))
                .containsExactly("x".repeat(30), "<!channel>" + "y".repeat(20));
    }

    @Test
    void keepsAnEntityWholeThatAMarkSitsOn() {
        List<String> parts = SHORT.split("x".repeat(27) + "&amp;\u0301" + "y".repeat(20));

        assertThat(parts).containsExactly("x".repeat(27), "&amp;\u0301" + "y".repeat(20));
    }

    @Test
    void closesAndOpensABlockOfCodeThatItCuts() {
        assertThat(SHORT.split("```\nint a = 1;\n  int b = 2;\n  int c = 3;\n```\nThat is all."))
                .containsExactly(
                        "```\nint a = 1;\n  int b = 2;\n```",
                        "```\n  int c = 3;\n```\nThat is all.");
    }

    @Test
    void makesNoEmptyBlocksAtACut() {
        assertThat(SHORT.split("twenty-nine characters, o k\n```\ncode and code and code\n```"))
                .containsExactly("twenty-nine characters, o k", "```\ncode and code and code\n```");
        assertThat(SHORT.split("```\ntwenty-four characters is\n```\nafter that comes the text"))
                .containsExactly(
                        "```\ntwenty-four characters is\n```", "\nafter that comes the text");
    }

    @Test
    void survivesACharacterThatFillsAMessage() {
        String monster = "e" + "\u0301".repeat(100);

        List<String> parts = SHORT.split(monster);

        assertThat(String.join("", parts)).isEqualTo(monster);
    }
}
