package dev.kheish.host.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which known name a misspelt one was meant to be. */
public final class Nearest {
    private static final int LONGEST = 64;

    private Nearest() {}

    /** The known name that needs the fewest changes, if they are few enough to suggest it. */
    public static Optional<String> of(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        return known.stream()
                .filter(other -> other.length() <= LONGEST && isNear(name, other))
                .min(Comparator.comparingInt(other -> distance(name, other)));
    }

    private static boolean isNear(String name, String other) {
        boolean begun = name.length() >= 3 && other.startsWith(name);
        return begun || distance(name, other) <= Math.max(2, name.length() / 3);
    }

    /** Insertions, deletions and replacements that lead from one to the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
