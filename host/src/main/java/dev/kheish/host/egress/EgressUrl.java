package dev.kheish.host.egress;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;

import java.nio.charset.StandardCharsets;

/**
 * A URL as the WHATWG standard reads it, as far as that decides where a request goes. Path and
 * query stay as given, except that bytes which cannot stand in a request line are percent-encoded.
 *
 * @param target path and query
 */
record EgressUrl(Scheme scheme, EgressHost host, int port, String target) {
    private static final int MAX_LENGTH = 16 * 1024;
    private static final int MAX_PORT = 65_535;
    private static final String ENCODED_IN_PATH = " \"<>^`{}";
    private static final String ENCODED_IN_QUERY = " \"<>'";

    static EgressUrl parse(String text) throws EgressException {
        if (text.length() > MAX_LENGTH) {
            throw invalid("The URL is longer than " + MAX_LENGTH + " characters");
        }
        String url = cleaned(text);
        int colon = url.indexOf(':');
        Scheme scheme =
                Scheme.of(url.substring(0, Math.max(colon, 0)))
                        .orElseThrow(() -> invalid("The URL must start with scheme HTTP or HTTPS"));
        int start = colon + 1;
        while (start < url.length() && isSlash(url.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < url.length()
                && !isSlash(url.charAt(end))
                && "?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        String authority = url.substring(start, end);
        if (authority.indexOf('@') >= 0) {
            throw invalid("The URL holds a user name or password; send credentials as a header");
        }
        int portAt = portSeparator(authority);
        EgressHost host = HostParser.parse(authority.substring(0, portAt));
        return new EgressUrl(
                scheme, host, port(authority, portAt, scheme), target(url.substring(end)));
    }

    EgressOrigin origin() {
        return new EgressOrigin(scheme, host.text(), port);
    }

    /** The whole URL in its normal form. */
    @Override
    public String toString() {
        return scheme.text() + "://" + origin().authority() + target;
    }

    private static boolean isSlash(char c) {
        return c == '/' || c == '\\';
    }

    /**
     * Tabs and line ends count for nothing anywhere, blanks and controls for nothing at the ends.
     */
    private static String cleaned(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) <= ' ') {
            to--;
        }
        return text.substring(from, to).replace("\t", "").replace("\n", "").replace("\r", "");
    }

    private static int portSeparator(String authority) {
        int colon = authority.indexOf(':', Math.max(authority.lastIndexOf(']'), 0));
        return colon < 0 ? authority.length() : colon;
    }

    private static int port(String authority, int separator, Scheme scheme) throws EgressException {
        if (separator + 1 >= authority.length()) {
            return scheme.defaultPort();
        }
        int port = 0;
        for (int i = separator + 1; i < authority.length(); i++) {
            char c = authority.charAt(i);
            port =
                    c < '0' || c > '9'
                            ? MAX_PORT + 1
                            : Math.min(port * 10 + (c - '0'), MAX_PORT + 1);
            if (port > MAX_PORT) {
                throw invalid("The port of the URL is not a number from 1 to " + MAX_PORT);
            }
        }
        if (port == 0) {
            throw invalid("The port of the URL is not a number from 1 to " + MAX_PORT);
        }
        return port;
    }

    private static String target(String rest) {
        int fragment = rest.indexOf('#');
        String withoutFragment = fragment < 0 ? rest : rest.substring(0, fragment);
        int query = withoutFragment.indexOf('?');
        String path = query < 0 ? withoutFragment : withoutFragment.substring(0, query);
        var target = new StringBuilder(rest.length() + 16);
        encode(path.isEmpty() ? "/" : path.replace('\\', '/'), ENCODED_IN_PATH, target);
        if (query >= 0) {
            encode(withoutFragment.substring(query), ENCODED_IN_QUERY, target);
        }
        return target.toString();
    }

    private static void encode(String text, String alsoEncoded, StringBuilder target) {
        text.codePoints()
                .forEach(
                        c -> {
                            if (c > ' ' && c < 0x7f && alsoEncoded.indexOf(c) < 0) {
                                target.append((char) c);
                            } else {
                                percentEncode(c, target);
                            }
                        });
    }

    private static void percentEncode(int codePoint, StringBuilder target) {
        boolean lonely =
                codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        String character = lonely ? "\ufffd" : Character.toString(codePoint);
        for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
            target.append('%').append(hexDigit(b >> 4)).append(hexDigit(b));
        }
    }

    private static char hexDigit(int value) {
        return Character.toUpperCase(Character.forDigit(value & 0xf, 16));
    }

    private static EgressException invalid(String message) {
        return new EgressException(Reason.INVALID_URL, message);
    }
}
