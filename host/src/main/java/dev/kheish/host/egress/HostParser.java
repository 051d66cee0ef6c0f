package dev.kheish.host.egress;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;

import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;

/**
 * Reads the host of a URL in every form that other programs would take for an address:
 * percent-encoded, full-width, and the many spellings of IPv4.
 */
final class HostParser {
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    /**
     * Letters that the two generations of IDNA send to different hosts; nobody should have to
     * guess.
     */
    private static final String AMBIGUOUS = "\u00df\u03c2\u200c\u200d";

    private HostParser() {}

    static EgressHost parse(String text) throws EgressException {
        if (text.isEmpty()) {
            throw invalid("The URL has no host");
        }
        if (text.startsWith("[")) {
            return Ipv6Text.parse(text);
        }
        String decoded = percentDecoded(text);
        String name = asciiLowerCase(isAscii(decoded) ? decoded : toAscii(decoded));
        return Ipv4Forms.endsInNumber(name) ? ipv4(name) : new EgressHost(checkedName(name), null);
    }

    private static EgressHost ipv4(String name) throws EgressException {
        long bits =
                Ipv4Forms.parse(name)
                        .orElseThrow(
                                () -> invalid("The host of the URL is not a valid IPv4 address"));
        byte[] bytes = {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            return new EgressHost(address.getHostAddress(), address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an IPv4 address", e);
        }
    }

    private static String checkedName(String name) throws EgressException {
        String body = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (body.isEmpty() || body.length() > MAX_NAME) {
            throw invalid("The host of the URL is empty or too long");
        }
        for (String label : body.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > MAX_LABEL) {
                throw invalid("The host of the URL has a part that is empty or too long");
            }
        }
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-_.".indexOf(c) >= 0;
            if (!allowed) {
                throw invalid("The host of the URL holds a character that no host name has");
            }
        }
        return name;
    }

    private static String percentDecoded(String text) throws EgressException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            boolean escape =
                    bytes[i] == '%'
                            && i + 2 < bytes.length
                            && HexFormat.isHexDigit(bytes[i + 1])
                            && HexFormat.isHexDigit(bytes[i + 2]);
            if (escape) {
                decoded.write(
                        HexFormat.fromHexDigit(bytes[i + 1]) << 4
                                | HexFormat.fromHexDigit(bytes[i + 2]));
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("The host of the URL is percent-encoded, but not from UTF-8");
        }
    }

    private static String toAscii(String name) throws EgressException {
        // Compatibility forms first, by the JDK's own tables: those inside IDN end with Unicode
        // 3.2.
        String folded =
                Normalizer.normalize(name, Normalizer.Form.NFKC)
                        .codePoints()
                        .map(Character::toLowerCase)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        if (folded.chars().anyMatch(c -> AMBIGUOUS.indexOf(c) >= 0)) {
            throw invalid("The host of the URL can be read in two ways; write it in its xn-- form");
        }
        try {
            return IDN.toASCII(folded, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw invalid("The host of the URL is not a valid international name");
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String asciiLowerCase(String text) {
        var lower = new StringBuilder(text.length());
        text.chars()
                .forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)));
        return lower.toString();
    }

    private static EgressException invalid(String message) {
        return new EgressException(Reason.INVALID_URL, message);
    }
}
