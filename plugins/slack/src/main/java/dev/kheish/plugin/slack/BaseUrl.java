package dev.kheish.plugin.slack;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the Web API lives. Its origin is the one that requests may reach wherever it is. Immutable.
 *
 * @param text without a slash at its end
 * @param origin scheme, host and port
 */
record BaseUrl(String text, Origin origin) {
    static final String SLACK = "https://slack.com/api";

    private static final String HTTPS = "https";
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

    /** Scheme, host and port of a URL, the port always told. */
    record Origin(String scheme, String host, int port) {
        private static final int HTTPS_PORT = 443;
        private static final int HTTP_PORT = 80;

        static Origin of(URI uri) {
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int port = uri.getPort();
            if (port < 0) {
                port = scheme.equals(HTTPS) ? HTTPS_PORT : HTTP_PORT;
            }
            return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
        }

        boolean isHttps() {
            return scheme.equals(HTTPS);
        }

        @Override
        public String toString() {
            return scheme + "://" + host + ":" + port;
        }
    }

    /** Of a text that {@link #mistake} has nothing against. */
    static BaseUrl of(String url) {
        String text = url;
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        return new BaseUrl(text, Origin.of(URI.create(text)));
    }

    /** Why the token must not be sent there; empty when it may. */
    static Optional<String> mistake(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("is no URL");
        }
        if (uri.getScheme() == null || uri.getHost() == null) {
            return Optional.of("must be an absolute URL such as " + SLACK);
        }
        if (uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            return Optional.of("must have no user information, no query and no fragment");
        }
        Origin origin = Origin.of(uri);
        boolean local = LOOPBACK.matcher(origin.host()).matches();
        if (!origin.isHttps() && !(origin.scheme().equals("http") && local)) {
            return Optional.of(
                    "must start with https://; plain http is for loopback addresses only, since the"
                            + " bot token travels there");
        }
        return Optional.empty();
    }
}
