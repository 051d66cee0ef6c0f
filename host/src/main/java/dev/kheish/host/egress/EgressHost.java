package dev.kheish.host.egress;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Optional;

/**
 * The host of a URL in its normal form: a name, or the address that a literal stands for.
 *
 * @param text as it goes into a URL; an IPv6 address in brackets
 */
record EgressHost(String text, @Nullable InetAddress literal) {
    Optional<InetAddress> address() {
        return Optional.ofNullable(literal);
    }

    /** What a certificate must be made out to. */
    String certificateName() {
        return literal == null ? withoutTrailingDot() : literal.getHostAddress();
    }

    /**
     * {@code localhost} and everything below it belongs to this machine whatever a name server
     * says.
     */
    boolean isLocalName() {
        String name = withoutTrailingDot();
        return literal == null && (name.equals("localhost") || name.endsWith(".localhost"));
    }

    private String withoutTrailingDot() {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
