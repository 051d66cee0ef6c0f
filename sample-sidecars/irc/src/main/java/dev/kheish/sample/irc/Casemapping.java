package dev.kheish.sample.irc;

/** Which names the server takes for the same; it says so when one comes in. */
enum Casemapping {
    /** Only a to z have capitals. */
    ASCII,
    /**
     * {@code {}|~} are small letters, too, of {@code []\^}: a heritage of Scandinavian keyboards.
     */
    RFC1459,
    /** {@link #RFC1459} without the tilde. */
    RFC1459_STRICT;

    static Casemapping named(String word) {
        return switch (word) {
            case "ascii" -> ASCII;
            case "strict-rfc1459", "rfc1459-strict" -> RFC1459_STRICT;
            default -> RFC1459;
        };
    }

    /** The one form of a name that all its forms have. */
    String fold(String name) {
        var folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            folded.append(fold(name.charAt(i)));
        }
        return folded.toString();
    }

    private char fold(char c) {
        if (c >= 'A' && c <= 'Z') {
            return (char) (c + ('a' - 'A'));
        }
        if (this == ASCII) {
            return c;
        }
        return switch (c) {
            case '[' -> '{';
            case ']' -> '}';
            case '\\' -> '|';
            case '^' -> this == RFC1459 ? '~' : c;
            default -> c;
        };
    }

    boolean same(String one, String other) {
        return fold(one).equals(fold(other));
    }
}
