package dev.kheish.sample.irc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts texts into lines that a server passes on whole. Stateless. */
final class LineSplitter {
    private static final String MORE = "… (cut)";

    private LineSplitter() {}

    /**
     * The lines of a text, empty ones left out, each of at most {@code maxBytes} bytes of UTF-8;
     * cut between words where there are any, and never inside a character.
     *
     * @param maxBytes at least 16
     * @param maxLines further ones are left out, and the last line says so
     */
    static List<String> split(String text, int maxBytes, int maxLines) {
        List<String> lines = new ArrayList<>();
        for (String line : cleaned(text).split("\n", -1)) {
            String rest = line.strip();
            while (!rest.isEmpty()) {
                if (lines.size() == maxLines) {
                    lines.set(maxLines - 1, withMark(lines.getLast(), maxBytes));
                    return lines;
                }
                String piece = head(rest, maxBytes);
                lines.add(piece.stripTrailing());
                rest = rest.substring(piece.length()).stripLeading();
            }
        }
        return lines;
    }

    /** Without what ends a line, and without what would make a command to a client of it. */
    private static String cleaned(String text) {
        return text.replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace("\u0000", "")
                .replace("\u0001", "");
    }

    private static String withMark(String line, int maxBytes) {
        int room = maxBytes - MORE.getBytes(StandardCharsets.UTF_8).length - 1;
        return head(line, room).stripTrailing() + " " + MORE;
    }

    private static String head(String text, int maxBytes) {
        int bytes = 0;
        int end = 0;
        int lastBlank = -1;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > maxBytes) {
                return text.substring(0, lastBlank > 0 ? lastBlank : end);
            }
            end += Character.charCount(c);
            if (c == ' ') {
                lastBlank = end;
            }
        }
        return text;
    }
}
