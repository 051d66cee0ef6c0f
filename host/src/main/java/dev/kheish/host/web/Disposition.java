package dev.kheish.host.web;

import java.nio.charset.StandardCharsets;

/** {@code Content-Disposition} for a name that came from a stranger. */
public final class Disposition {
    private static final String UNSAFE = "\"\\/:<>|?*;='%";
    private static final String PLAIN = "!#$&+-.^_`|~";
    private static final int LONGEST = 180;

    private Disposition() {}

    /** Shown in place where it can be, saved under this name where not. */
    static String inline(String fileName) {
        String leaf =
                fileName.substring(
                        Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
        StringBuilder ascii = new StringBuilder();
        leaf.codePoints().limit(LONGEST).forEach(c -> ascii.append(isSafe(c) ? (char) c : '_'));
        String plain = "inline; filename=\"" + ascii + "\"";
        return leaf.contentEquals(ascii) ? plain : plain + "; filename*=UTF-8''" + encoded(leaf);
    }

    private static boolean isSafe(int c) {
        return c >= ' ' && c < 0x7f && UNSAFE.indexOf(c) < 0;
    }

    private static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || PLAIN.indexOf(c) >= 0;
            out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return out.toString();
    }
}
