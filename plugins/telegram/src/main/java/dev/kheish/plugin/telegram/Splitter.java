package dev.kheish.plugin.telegram;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a text into messages: at a paragraph, else a line, else a word, else between two characters
 * as people see them. Nothing is lost but white space at the cuts. Immutable.
 */
final class Splitter {
    /** What Telegram takes as one message; UTF-16 units are the smallest way to count it. */
    static final int LONGEST = 4096;

    private final int longest;

    Splitter(int longest) {
        this.longest = longest;
    }

    /** The messages in order, none of them blank; none at all for a blank text. */
    List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        String rest = text;
        while (rest.length() > longest) {
            int cut = cut(rest);
            add(parts, rest.substring(0, cut).stripTrailing());
            rest = withoutBlankLines(rest.substring(cut));
        }
        add(parts, rest);
        return parts;
    }

    private static void add(List<String> parts, String part) {
        if (!part.isBlank()) {
            parts.add(part);
        }
    }

    /** A cut in the first half is worse than one at a lesser place. */
    private int cut(String text) {
        int[] candidates = {afterLast(text, "\n\n"), afterLast(text, "\n"), afterLast(text, " ")};
        for (int candidate : candidates) {
            if (candidate > longest / 2) {
                return candidate;
            }
        }
        for (int candidate : candidates) {
            if (candidate > 0 && !text.substring(0, candidate).isBlank()) {
                return candidate;
            }
        }
        return hardCut(text);
    }

    private int afterLast(String text, String separator) {
        int at = text.lastIndexOf(separator, longest - separator.length());
        return at < 0 ? 0 : at + separator.length();
    }

    private int hardCut(String text) {
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(0, Math.min(text.length(), 2 * longest)));
        int cut = characters.isBoundary(longest) ? longest : characters.preceding(longest);
        if (cut > 0) {
            return cut;
        }
        // One character with more marks on it than fit a message.
        return Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    }

    /** Lines keep their indentation: it matters in code. */
    private static String withoutBlankLines(String text) {
        int start = 0;
        for (int i = 0; i < text.length() && Character.isWhitespace(text.charAt(i)); i++) {
            if (text.charAt(i) == '\n') {
                start = i + 1;
            }
        }
        return text.substring(start);
    }
}
