package dev.kheish.sidecar;

/** Words for a person that go to the host. */
final class Detail {
    private static final int MAX_CHARACTERS = 500;

    private Detail() {}

    /** Its first {@value #MAX_CHARACTERS} characters; none of them is cut in half. */
    static String cut(String text) {
        if (text.length() <= MAX_CHARACTERS) {
            return text;
        }
        int characters = text.codePointCount(0, text.length());
        return characters <= MAX_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS));
    }
}
