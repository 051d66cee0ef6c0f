package dev.kheish.host.egress;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads the head of an answer, and the small lines of its body, to the letter of RFC 9112: what two
 * readers could take in two ways is refused. One answer each; one thread at a time.
 */
final class HeadReader {
    private static final int MAX_BYTES = 64 * 1024;

    private final ByteSource source;
    private final EgressOrigin origin;
    private byte[] line = new byte[256];
    private int budget = MAX_BYTES;

    HeadReader(ByteSource source, EgressOrigin origin) {
        this.source = source;
        this.origin = origin;
    }

    AnswerHead head() throws IOException, EgressException {
        String status = line();
        boolean wellFormed =
                status.length() >= 12
                        && (status.startsWith("HTTP/1.1 ") || status.startsWith("HTTP/1.0 "))
                        && status.charAt(9) >= '1'
                        && status.charAt(9) <= '9'
                        && isDigit(status.charAt(10))
                        && isDigit(status.charAt(11))
                        && (status.length() == 12 || status.charAt(12) == ' ');
        if (!wellFormed) {
            throw malformed("its first line is not that of an HTTP/1.1 answer");
        }
        int code = Integer.parseInt(status, 9, 12, 10);
        return new AnswerHead(status.charAt(7) - '0', code, new HeaderFields(fields()));
    }

    /** Header or trailer fields up to and with the empty line. */
    List<Map.Entry<String, String>> fields() throws IOException, EgressException {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String field = line(); !field.isEmpty(); field = line()) {
            int colon = field.indexOf(':');
            boolean named =
                    colon > 0
                            && field.chars().limit(colon).allMatch(RequestBytes::isTokenCharacter);
            if (!named) {
                throw malformed("a line of its head is not a header");
            }
            fields.add(Map.entry(field.substring(0, colon), withoutBlanks(field, colon + 1)));
        }
        return fields;
    }

    /** One line without its end, as ISO 8859-1. All lines of an answer share one budget. */
    String line() throws IOException, EgressException {
        int length = 0;
        while (true) {
            int b = source.read();
            if (b < 0) {
                throw brokenOff();
            }
            if (--budget < 0) {
                throw new EgressException(
                        Reason.TOO_LARGE,
                        "The head of the answer from " + origin + " is longer than 64 KiB");
            }
            if (b == '\r') {
                if (source.read() != '\n') {
                    throw malformed("a line ends in half");
                }
                return new String(line, 0, length, StandardCharsets.ISO_8859_1);
            }
            if ((b < ' ' && b != '\t') || b == 0x7f) {
                throw malformed("a line holds a control character");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) b;
        }
    }

    /**
     * For small lines between the parts of a long body, which together have no limit of their own.
     */
    void renewBudget() {
        budget = MAX_BYTES;
    }

    EgressException brokenOff() {
        return new EgressException(Reason.PROTOCOL, "The answer from " + origin + " broke off");
    }

    EgressException malformed(String what) {
        return new EgressException(
                Reason.PROTOCOL, "The answer from " + origin + " is not proper HTTP: " + what);
    }

    private static String withoutBlanks(String field, int from) {
        int start = from;
        int end = field.length();
        while (start < end && isBlank(field.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(field.charAt(end - 1))) {
            end--;
        }
        return field.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
