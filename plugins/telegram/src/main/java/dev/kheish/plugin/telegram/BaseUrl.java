package dev.kheish.plugin.telegram;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the Bot API and its files live. Its origin is the one that requests may reach wherever it
 * is. Immutable.
 *
 * @param text without a slash at its end
 * @param origin scheme, host and port
 */
record BaseUrl(String text, String origin) {
    static final String TELEGRAM = "https://api.telegram.org";

    private static final String HTTPS = "https";
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final String BOT = "/bot";
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");
    private static final String UNRESERVED =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:@!$&'()*+,;=";

    /** Of a text that {@link #mistake} has nothing against. */
    static BaseUrl of(String url) {
        String text = url.strip();
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        URI uri = URI.create(text);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort();
        if (port < 0) {
            port = scheme.equals(HTTPS) ? HTTPS_PORT : HTTP_PORT;
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return new BaseUrl(text, scheme + "://" + host + ":" + port);
    }

    /** Why the token must not be sent there; empty when it may. */
    static Optional<String> mistake(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            return Optional.of("is no URL");
        }
        if (uri.getScheme() == null || uri.getHost() == null) {
            return Optional.of("must be an absolute URL such as " + TELEGRAM);
        }
        if (uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            return Optional.of("must have no user information, no query and no fragment");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean local = LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
        if (!scheme.equals(HTTPS) && !(scheme.equals("http") && local)) {
            return Optional.of(
                    "must start with https://; plain http is for loopback addresses only, since the"
                            + " bot token travels there");
        }
        return Optional.empty();
    }

    /** The address of a method. */
    String method(String token, String method) {
        return withoutBot() + BOT + path(token) + "/" + method;
    }

    /** The address of a file; {@code path} is what {@code getFile} gave. */
    String file(String token, String path) {
        String relative = path.replaceFirst("^/+", "");
        return withoutBot() + "/file" + BOT + path(token) + "/" + path(relative);
    }

    private String withoutBot() {
        return text.endsWith(BOT) ? text.substring(0, text.length() - BOT.length()) : text;
    }

    private static String path(String segments) {
        return Arrays.stream(segments.split("/", -1))
                .map(BaseUrl::encoded)
                .collect(Collectors.joining("/"));
    }

    private static String encoded(String segment) {
        StringBuilder encoded = new StringBuilder(segment.length());
        for (byte each : segment.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (each & 0xFF);
            if (UNRESERVED.indexOf(character) >= 0) {
                encoded.append(character);
            } else {
                encoded.append('%').append("%02X".formatted(each & 0xFF));
            }
        }
        return encoded.toString();
    }
}
