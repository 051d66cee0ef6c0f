package dev.kheish.host.egress;

import java.util.OptionalLong;

/**
 * IPv4 addresses in the forms of C libraries and browsers: one to four parts, each decimal, octal
 * or hexadecimal, the last one filling all bytes that are left.
 */
final class Ipv4Forms {
    private static final long TOO_LARGE = 1L << 32;
    private static final long NOT_A_NUMBER = -1;

    private Ipv4Forms() {}

    /** Whether the host must be an IPv4 address, valid or not: its last part is a number. */
    static boolean endsInNumber(String host) {
        String body = withoutTrailingDot(host);
        String last = body.substring(body.lastIndexOf('.') + 1);
        return !last.isEmpty()
                && (last.chars().allMatch(c -> c >= '0' && c <= '9')
                        || number(last) != NOT_A_NUMBER);
    }

    /** The 32 bits of the address, or empty if it is none. */
    static OptionalLong parse(String host) {
        String[] parts = withoutTrailingDot(host).split("\\.", -1);
        if (parts.length > 4) {
            return OptionalLong.empty();
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            int bits = last ? 8 * (5 - parts.length) : 8;
            long value = number(parts[i]);
            if (value == NOT_A_NUMBER || value >= 1L << bits) {
                return OptionalLong.empty();
            }
            address = address << bits | value;
        }
        return OptionalLong.of(address);
    }

    private static String withoutTrailingDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static long number(String part) {
        if (part.isEmpty()) {
            return NOT_A_NUMBER;
        }
        boolean hexadecimal = part.startsWith("0x") || part.startsWith("0X");
        boolean octal = !hexadecimal && part.length() > 1 && part.startsWith("0");
        int radix = hexadecimal ? 16 : octal ? 8 : 10;
        long value = 0;
        for (int i = hexadecimal ? 2 : 0; i < part.length(); i++) {
            char c = part.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return NOT_A_NUMBER;
            }
            value = Math.min(value * radix + digit, TOO_LARGE);
        }
        return value;
    }
}
