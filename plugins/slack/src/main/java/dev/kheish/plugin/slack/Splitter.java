package dev.kheish.plugin.slack;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a text that {@link Markup} has made safe into messages: at a paragraph, else a line, else a
 * word, else between two characters as people see them. A block of code that is cut is closed and
 * opened again. Nothing is lost but white space at the cuts. Immutable.
 */
final class Splitter {
    /** What Slack shows as one message; it cuts at ten times as much. */
    static final int LONGEST = 4000;

    private static final String FENCE = "```";
    private static final String CLOSE = "\n" + FENCE;
    private static final String OPEN = FENCE + "\n";

    private final int longest;
    private final int window;

    Splitter(int longest) {
        this.longest = longest;
        this.window = longest - CLOSE.length() - OPEN.length();
    }

    /** The messages in order, none of them blank; none at all for a blank text. */
    List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        String rest = text;
        boolean inCode = false;
        while (rest.length() > room(inCode)) {
            int cut = beforeOpening(rest, cut(rest), inCode);
            String head = rest.substring(0, cut).stripTrailing();
            String opening = inCode ? OPEN : "";
            inCode ^= fences(head) % 2 == 1;
            add(parts, opening + head + (inCode ? CLOSE : ""), head);
            rest = withoutBlankLines(rest.substring(cut));
            if (inCode && rest.stripLeading().startsWith(FENCE)) {
                // The block ends here, and has been closed already.
                rest = rest.stripLeading().substring(FENCE.length());
                inCode = false;
            }
        }
        add(parts, (inCode ? OPEN : "") + rest, rest);
        return parts;
    }

    private int room(boolean inCode) {
        return inCode ? longest - OPEN.length() : longest;
    }

    private static void add(List<String> parts, String whole, String content) {
        if (!content.isBlank()) {
            parts.add(whole);
        }
    }

    /** A block of code begins in the message that has its first line. */
    private static int beforeOpening(String text, int cut, boolean inCode) {
        String head = text.substring(0, cut).stripTrailing();
        boolean open = inCode ^ fences(head) % 2 == 1;
        int last = head.lastIndexOf(FENCE);
        boolean bare = open && last > 0 && head.indexOf('\n', last) < 0;
        return bare && !isBlank(text, last) ? last : cut;
    }

    private int cut(String text) {
        int half = window / 2;
        int[] candidates = {afterLast(text, "\n\n"), afterLast(text, "\n"), afterLast(text, " ")};
        for (int candidate : candidates) {
            if (candidate > half && !isBlank(text, candidate)) {
                return candidate;
            }
        }
        for (int candidate : candidates) {
            if (!isBlank(text, candidate)) {
                return candidate;
            }
        }
        return hardCut(text);
    }

    /** A cut behind nothing but white space would make no message. */
    private static boolean isBlank(String text, int end) {
        return text.substring(0, end).isBlank();
    }

    private int afterLast(String text, String separator) {
        int at = text.lastIndexOf(separator, window - separator.length());
        return at < 0 ? 0 : at + separator.length();
    }

    private int hardCut(String text) {
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(0, Math.min(text.length(), 2 * window)));
        int before = text.length();
        int cut = window;
        while (cut > 0 && cut < before) {
            before = cut;
            cut = beforeUnit(text, beforeUnit(text, cut, '&', ';'), '<', '>');
            cut = beforeFence(text, cut);
            cut = characters.isBoundary(cut) ? cut : characters.preceding(cut);
        }
        if (cut > 0) {
            return cut;
        }
        // One character with more marks on it than fit a message.
        return Character.isHighSurrogate(text.charAt(window - 1)) ? window - 1 : window;
    }

    /** Where an entity or a mention that the cut would tear begins; else the cut itself. */
    private static int beforeUnit(String text, int cut, char first, char last) {
        int begins = text.lastIndexOf(first, cut - 1);
        boolean torn = begins > 0 && text.indexOf(last, begins) >= cut;
        return torn ? begins : cut;
    }

    /** Of a run of backticks, each three from its beginning are a fence. */
    private static int beforeFence(String text, int cut) {
        if (text.charAt(cut) != '`') {
            return cut;
        }
        int run = cut;
        while (run > 0 && text.charAt(run - 1) == '`') {
            run--;
        }
        return cut - (cut - run) % FENCE.length();
    }

    private static int fences(String text) {
        int count = 0;
        for (int at = text.indexOf(FENCE); at >= 0; at = text.indexOf(FENCE, at + FENCE.length())) {
            count++;
        }
        return count;
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
