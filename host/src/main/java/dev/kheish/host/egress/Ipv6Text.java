package dev.kheish.host.egress;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** IPv6 literals in brackets, without zone, and their shortest form. */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static EgressHost parse(String bracketed) throws EgressException {
        String text = bracketed.endsWith("]") ? bracketed.substring(1, bracketed.length() - 1) : "";
        // Letters of a zone would pass the JDK's parser, and a zone names an interface of this
        // machine.
        boolean plain =
                text.chars()
                        .allMatch(
                                c ->
                                        c == ':'
                                                || c == '.'
                                                || (c < 0x80 && Character.digit(c, 16) >= 0));
        if (!plain || text.indexOf(':') < 0) {
            throw invalid();
        }
        try {
            InetAddress address = Inet6Address.ofLiteral(text);
            return new EgressHost("[" + shortest(groups(address)) + "]", address);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    /** The JDK hands out an IPv4 address for {@code ::ffff:a.b.c.d}; its URL stays an IPv6 one. */
    private static int[] groups(InetAddress address) {
        byte[] bytes = address.getAddress();
        int[] groups = new int[GROUPS];
        int first = 0;
        if (address instanceof Inet4Address) {
            groups[5] = 0xffff;
            first = 6;
        }
        for (int i = 0; i < bytes.length; i += 2) {
            groups[first + i / 2] = ((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff);
        }
        return groups;
    }

    private static String shortest(int[] groups) {
        int gapAt = -1;
        int gap = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > gap) {
                gapAt = i;
                gap = end - i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gapAt) {
                text.append(i == 0 ? "::" : ":");
                i += gap - 1;
            } else {
                text.append(Integer.toHexString(groups[i])).append(i == GROUPS - 1 ? "" : ":");
            }
        }
        return text.toString();
    }

    private static EgressException invalid() {
        return new EgressException(
                Reason.INVALID_URL, "The host of the URL is not a valid IPv6 address");
    }
}
