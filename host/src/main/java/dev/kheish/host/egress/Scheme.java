package dev.kheish.host.egress;

import java.util.Locale;
import java.util.Optional;

/** The two schemes that a URL may have. */
enum Scheme {
    HTTP(80),
    HTTPS(443);

    private final int defaultPort;
    private final String text = name().toLowerCase(Locale.ROOT);

    Scheme(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    static Optional<Scheme> of(String text) {
        for (Scheme scheme : values()) {
            if (scheme.text.equalsIgnoreCase(text)) {
                return Optional.of(scheme);
            }
        }
        return Optional.empty();
    }

    int defaultPort() {
        return defaultPort;
    }

    /** In lower case, as in a URL. */
    String text() {
        return text;
    }
}
