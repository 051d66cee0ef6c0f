package dev.kheish.plugin.external;

import dev.kheish.spi.Egress;
import dev.kheish.spi.EgressException;

/**
 * Where a sidecar listens, in normal form: scheme, host and port as the URL standard reads them,
 * and a path without slashes at its end. Immutable.
 */
record BaseUrl(String text) {
    private static final String NUMERIC_LOOPBACK = "127.0.0.1";
    private static final String IPV6_LOOPBACK = "[::1]";
    private static final String LOCAL = "localhost";

    /** A base URL that cannot be used; the message says what to write. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String message;

        UnusableException(String message) {
            super(message);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }

    /** Of a sidecar that runs elsewhere. */
    static BaseUrl remote(String given, boolean allowPrivate, Egress egress)
            throws UnusableException {
        refuseTail(given);
        try {
            return new BaseUrl(withoutSlashes(egress.checkUrl(given, allowPrivate)));
        } catch (EgressException e) {
            throw new UnusableException(
                    e.reason() == EgressException.Reason.BLOCKED_ADDRESS
                            ? "leads to an address that is not public: set allow_private_network"
                                    + " to true if the sidecar sits in your own network, or mode to"
                                    + " child_process if the host is to start it."
                            : e.getMessage() + ".");
        }
    }

    /** Of a child process: on this machine, with the port that it is to listen on. */
    static BaseUrl child(String given, Egress egress) throws UnusableException {
        refuseTail(given);
        String normal;
        try {
            normal = withoutSlashes(egress.checkUrl(given, true));
        } catch (EgressException e) {
            throw new UnusableException(e.getMessage() + ".");
        }
        int authorityAt = normal.indexOf("://") + "://".length();
        String authority = normal.substring(authorityAt);
        if (authority.indexOf('/') >= 0) {
            throw new UnusableException(
                    "has a path, and a child process has none: write scheme, host and port only.");
        }
        String host = withoutDot(hostOf(authority));
        if (!isLoopback(host)) {
            throw new UnusableException(
                    "must name this machine, because mode is child_process: 127.0.0.1, [::1],"
                            + " localhost or a name below localhost.");
        }
        String port = explicitPort(given);
        if (port.isEmpty()) {
            throw new UnusableException(
                    "must say the port that the child process is to listen on, such as"
                            + " http://127.0.0.1:9100.");
        }
        return new BaseUrl(normal.substring(0, authorityAt) + host + ":" + Integer.parseInt(port));
    }

    // A path of the protocol put behind a query would not be a path.
    private static void refuseTail(String given) throws UnusableException {
        if (given.indexOf('?') >= 0 || given.indexOf('#') >= 0) {
            throw new UnusableException("has a query or a fragment; end it before '?' or '#'.");
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals(NUMERIC_LOOPBACK)
                || host.equals(IPV6_LOOPBACK)
                || host.equals(LOCAL)
                || host.endsWith("." + LOCAL);
    }

    private static String hostOf(String authority) {
        int colon = authority.indexOf(':', Math.max(authority.lastIndexOf(']'), 0));
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    // The normal form leaves out the scheme's own port; the child needs to hear it all the same.
    private static String explicitPort(String given) {
        int start = given.indexOf(':') + 1;
        while (start < given.length() && "/\\".indexOf(given.charAt(start)) >= 0) {
            start++;
        }
        int end = start;
        while (end < given.length() && "/\\".indexOf(given.charAt(end)) < 0) {
            end++;
        }
        String authority = given.substring(start, end);
        int colon = authority.indexOf(':', Math.max(authority.lastIndexOf(']'), 0));
        return colon < 0 ? "" : authority.substring(colon + 1).strip();
    }

    private static String withoutSlashes(String url) {
        int end = url.length();
        while (end > 0 && url.charAt(end - 1) == '/') {
            end--;
        }
        return url.substring(0, end);
    }
}
