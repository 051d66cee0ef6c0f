package dev.kheish.host.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a {@code Range} header asks for of a representation of known length. */
sealed interface ByteRange {
    /** Everything: no header, one that is malformed, or several ranges, which may be ignored. */
    record Whole() implements ByteRange {}

    /** From {@code first} to {@code last}, both included and both there. */
    record Part(long first, long last) implements ByteRange {
        long length() {
            return last - first + 1;
        }
    }

    /** Nothing of it is there. */
    record Unsatisfiable() implements ByteRange {}

    /** The shape of a single range. */
    Pattern SINGLE = Pattern.compile("[bB][yY][tT][eE][sS]=[ \\t]*([0-9]*)-([0-9]*)[ \\t]*");

    /** Reads a header for {@code length} bytes. */
    static ByteRange of(String header, long length) {
        Matcher match = SINGLE.matcher(header);
        if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
            return new Whole();
        }
        if (match.group(1).isEmpty()) {
            long suffix = Math.min(number(match.group(2)), length);
            return suffix == 0 ? new Unsatisfiable() : new Part(length - suffix, length - 1);
        }
        long first = number(match.group(1));
        long last = match.group(2).isEmpty() ? Long.MAX_VALUE : number(match.group(2));
        if (last < first) {
            return new Whole();
        }
        return first >= length ? new Unsatisfiable() : new Part(first, Math.min(last, length - 1));
    }

    /** The number, or the highest there is for what is longer. */
    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
