package dev.kheish.host.index;

import java.util.Comparator;

/**
 * The order in which the database keeps texts: that of their bytes in UTF-8. It differs from the
 * order of Java's characters where a surrogate meets a character above the surrogates.
 */
enum Utf8Order implements Comparator<String> {
    /** The only one. */
    INSTANCE;

    @Override
    public int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xs = Character.isSurrogate(x);
                boolean ys = Character.isSurrogate(y);
                return xs == ys ? Character.compare(x, y) : xs ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
