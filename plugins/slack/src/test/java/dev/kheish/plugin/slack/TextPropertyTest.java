package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whatever an answer says, what goes to Slack is safe, whole and short enough. */
final class TextPropertyTest {
    private static final int LONGEST = 60;
    private static final Splitter SPLITTER = new Splitter(LONGEST);
    private static final Markup STRICT = new Markup(false);
    private static final Markup LENIENT = new Markup(true);
    private static final Pattern BROADCAST =
            Pattern.compile("<!(channel|here|everyone)(\\|[^<>&|\\s]{1,64})?>");

    @Property
    void everyMessageIsShortEnoughAndNotBlank(@ForAll("texts") String text) {
        for (String part : SPLITTER.split(STRICT.escape(text))) {
            assertThat(part.length()).isBetween(1, LONGEST);
            assertThat(part).isNotBlank();
        }
    }

    @Property
    void nothingIsLostButWhiteSpaceAndFences(@ForAll("texts") String text) {
        String parts = String.join("", SPLITTER.split(STRICT.escape(text)));

        assertThat(content(unescaped(parts))).isEqualTo(content(text));
    }

    @Property
    void noCharacterIsTorn(@ForAll("texts") String text) {
        for (String part : SPLITTER.split(STRICT.escape(text))) {
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(part)).isTrue();
        }
    }

    @Property
    void noEntityAndNoMentionIsTorn(@ForAll("texts") String text) {
        for (String part : SPLITTER.split(LENIENT.escape(text))) {
            String rest = BROADCAST.matcher(part).replaceAll("");
            assertThat(rest.replaceAll("&(amp|lt|gt);", "")).doesNotContain("&", "<", ">");
        }
    }

    @Property
    void blocksOfCodeBeginAndEndInTheSameMessage(@ForAll("balanced") String text) {
        for (String part : SPLITTER.split(text)) {
            assertThat(part.split("```", -1).length % 2).as(part).isEqualTo(1);
        }
    }

    @Property
    void theSameTextIsAlwaysSplitAlike(@ForAll("texts") String text) {
        assertThat(SPLITTER.split(text)).isEqualTo(SPLITTER.split(text));
    }

    @Property
    void escapingIsUndoneByReading(@ForAll("texts") String text) {
        assertThat(unescaped(STRICT.escape(text))).isEqualTo(text);
        assertThat(STRICT.escape(text)).doesNotContain("<", ">");
    }

    @Property
    void nothingNotifiesEverybodyUnlessAllowed(@ForAll("texts") String text) {
        assertThat(BROADCAST.matcher(STRICT.escape(text)).find()).isFalse();
        assertThat(count(LENIENT.escape(text))).isEqualTo(count(text));
        assertThat(BROADCAST.matcher(LENIENT.escape(text)).replaceAll("")).doesNotContain("<", ">");
    }

    @Provide
    Arbitrary<String> texts() {
        return pieces(
                "<!channel>",
                "<!here|here>",
                "<!everyone>",
                "<@U1>",
                "&amp;",
                "&",
                "<",
                ">",
                "```",
                "``",
                "\n",
                "\n\n",
                " ",
                "\uD83D\uDE00",
                "\uD83D\uDC69\u200D\uD83D\uDC67",
                "e\u0301",
                "\u0301",
                "word",
                "x".repeat(30),
                "<!channel",
                "<!subteam^S1>");
    }

    @Provide
    Arbitrary<String> balanced() {
        return pieces(
                "\n```\ncode\n  more code\n```\n",
                "```a```",
                "words and words ",
                "\n",
                "y".repeat(25));
    }

    private static Arbitrary<String> pieces(String... pieces) {
        return Arbitraries.of(pieces)
                .list()
                .ofMaxSize(60)
                .map((List<String> each) -> each.stream().collect(Collectors.joining()));
    }

    private static long count(String text) {
        return BROADCAST.matcher(text).results().count();
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    private static String content(String text) {
        return text.replaceAll("[\\s`]", "");
    }
}
