package dev.kheish.host.api;

import dev.kheish.host.metrics.Metrics;
import dev.kheish.host.web.LocalCaller;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code /metrics}, for monitoring systems. */
public final class MetricsRoutes implements HttpService {
    private final Metrics metrics;
    private final Gate gate;
    private final Readers readers;

    public MetricsRoutes(Metrics metrics, Gate gate, Readers readers) {
        this.metrics = metrics;
        this.gate = gate;
        this.readers = readers;
    }

    /** Who may read without being somebody. */
    public enum Readers {
        /** Nobody: it takes a token that reads. */
        TOKEN,
        /** Callers on this machine; all others need a token that reads. */
        LOOPBACK,
        /** Anybody. */
        ANYBODY;

        /** As settings say it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** All of them, as settings say them. */
        public static List<String> words() {
            return Arrays.stream(values()).map(Readers::text).toList();
        }

        /** The one that settings call so. */
        public static Readers of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/metrics", Access.PUBLIC.of(this::page));
    }

    private void page(ServerRequest request, ServerResponse response) {
        boolean open =
                switch (readers) {
                    case TOKEN -> false;
                    case LOOPBACK -> LocalCaller.made(request);
                    case ANYBODY -> true;
                };
        if (!open) {
            gate.require(request, Access.READ);
        }
        String accept = request.headers().first(HeaderNames.ACCEPT).orElse("");
        Metrics.Page page = metrics.page(accept);
        response.header(HeaderNames.CONTENT_TYPE, page.contentType())
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .send(page.body());
    }
}
