package dev.kheish.plugin.telegram;

import dev.kheish.spi.FieldError;
import dev.kheish.spi.Settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the settings of a managed webhook. */
final class WebhookUrl {
    /** Where Telegram sends to; -1 is the usual one. */
    private static final Set<Integer> PORTS = Set.of(-1, 80, 88, 443, 8443);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private WebhookUrl() {}

    static List<FieldError> mistakes(Settings settings) {
        List<FieldError> errors = new ArrayList<>();
        boolean managed = settings.bool(TelegramSettings.MANAGE_WEBHOOK);
        boolean polls = TelegramSettings.polls(settings);
        Optional<String> url = settings.string(TelegramSettings.WEBHOOK_URL);
        if (url.isEmpty() && managed && !polls) {
            errors.add(wrong("is needed for manage_webhook."));
        }
        if (url.isPresent() && (!managed || polls)) {
            errors.add(wrong("means nothing without manage_webhook and the ingress_mode webhook."));
        }
        url.flatMap(WebhookUrl::mistake).ifPresent(text -> errors.add(wrong(text)));
        Duration every = settings.duration(TelegramSettings.WEBHOOK_CHECK);
        if (every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0) {
            errors.add(FieldError.of(TelegramSettings.WEBHOOK_CHECK, "must be between 1s and 1d."));
        }
        return errors;
    }

    private static Optional<String> mistake(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("is no URL.");
        }
        if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            return Optional.of("must start with https://: Telegram sends to nothing else.");
        }
        if (!PORTS.contains(uri.getPort())) {
            return Optional.of("must use port 443, 80, 88 or 8443: Telegram sends to no other.");
        }
        return uri.getRawFragment() == null
                ? Optional.empty()
                : Optional.of("must have no fragment.");
    }

    private static FieldError wrong(String text) {
        return FieldError.of(TelegramSettings.WEBHOOK_URL, text);
    }
}
