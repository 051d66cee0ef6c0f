package dev.kheish.host.delivery;

import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Makes text of targets and plugins fit to be kept: without secrets, and short. */
final class Redaction {
    static final int LONGEST_ANSWER = 1024;
    static final int LONGEST_ERROR = 512;
    // Long answers are cut before they are searched: what is searched must be small, too.
    private static final int SEARCHED = 4 * LONGEST_ANSWER;
    private static final String HIDDEN = "[redacted]";
    private static final Pattern SCHEME =
            Pattern.compile("(?i)\\b(bearer|basic|token)\\s+[A-Za-z0-9._~+/=-]{8,}");
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)([\\w-]*(?:secret|password|passwd|token|authorization|api[_-]?key|signature)[\\w-]*"
                            + "[\"']?\\s*[:=]\\s*[\"']?)[^\\s\"'&,;}]{4,}");
    private static final Pattern USER_INFO = Pattern.compile("(://)[^/\\s@:]+:[^/\\s@]+@");

    private final UnaryOperator<String> known;

    /** {@code known} hides the values of stored secrets. */
    Redaction(UnaryOperator<String> known) {
        this.known = known;
    }

    String error(String text) {
        return shortened(text, LONGEST_ERROR);
    }

    String answer(String text) {
        return shortened(text, LONGEST_ANSWER);
    }

    private String shortened(String text, int longest) {
        String searched = known.apply(cut(text, SEARCHED));
        searched = SCHEME.matcher(searched).replaceAll("$1 " + HIDDEN);
        searched = NAMED.matcher(searched).replaceAll("$1" + HIDDEN);
        searched = USER_INFO.matcher(searched).replaceAll("$1" + HIDDEN + "@");
        return cut(searched, longest);
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - 1;
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "…";
    }
}
