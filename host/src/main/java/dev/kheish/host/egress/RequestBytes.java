package dev.kheish.host.egress;

import dev.kheish.spi.EgressRequest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A request as it goes over the wire. */
final class RequestBytes {
    /** How the message is framed and whom it is for: the client's own business. */
    private static final Set<String> RESERVED =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** Up to here head and body leave in one write, which most peers then see as one packet. */
    private static final int JOINED = 32 * 1024;

    private final byte[] head;
    private final byte[] body;
    private final boolean repeatable;

    private RequestBytes(byte[] head, byte[] body, boolean repeatable) {
        this.head = head;
        this.body = body;
        this.repeatable = repeatable;
    }

    /**
     * @throws IllegalArgumentException if a header is not the caller's to set, or cannot be written
     */
    static RequestBytes of(EgressRequest request, EgressUrl url, String userAgent) {
        var head = new StringBuilder(256);
        head.append(request.method()).append(' ').append(url.target()).append(" HTTP/1.1\r\n");
        append(head, "Host", url.origin().authority());
        boolean post = request.method().equals("POST");
        boolean repeatable = !post;
        boolean named = false;
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey();
            checkName(name);
            checkValue(name, header.getValue());
            append(head, name, header.getValue());
            repeatable |= name.equalsIgnoreCase("Idempotency-Key");
            named |= name.equalsIgnoreCase("User-Agent");
        }
        if (!named) {
            append(head, "User-Agent", userAgent);
        }
        if (post || request.body().length > 0) {
            append(head, "Content-Length", Integer.toString(request.body().length));
        }
        head.append("\r\n");
        byte[] bytes = head.toString().getBytes(StandardCharsets.UTF_8);
        return new RequestBytes(bytes, request.body(), repeatable);
    }

    /** Whether sending it twice does no more than sending it once. */
    boolean repeatable() {
        return repeatable;
    }

    void writeTo(OutputStream out) throws IOException {
        if (head.length + body.length <= JOINED) {
            byte[] joined = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, joined, head.length, body.length);
            out.write(joined);
        } else {
            out.write(head);
            out.write(body);
        }
        out.flush();
    }

    private static void append(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static void checkName(String name) {
        if (name.isEmpty() || !name.chars().allMatch(RequestBytes::isTokenCharacter)) {
            throw new IllegalArgumentException(
                    "A header name may hold only letters, digits and " + TOKEN_MARKS);
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "Header '" + name + "' is set by the client itself; leave it out");
        }
    }

    private static void checkValue(String name, String value) {
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw new IllegalArgumentException(
                    "The value of header '"
                            + name
                            + "' holds a line end or another control character");
        }
    }

    /** Whether the character can be part of a header name. */
    static boolean isTokenCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c < 0x80 && TOKEN_MARKS.indexOf(c) >= 0);
    }
}
