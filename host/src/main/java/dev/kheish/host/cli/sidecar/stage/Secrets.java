package dev.kheish.host.cli.sidecar.stage;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The secrets of a check, so that none of them is ever shown. Safe for use by many threads. */
public final class Secrets {
    /** Anything shorter is part of ordinary words. */
    private static final int SHORTEST = 6;

    private final Map<String, String> labels = new ConcurrentHashMap<>();

    /** What a secret is called where it would have been shown. */
    void add(String label, String secret) {
        for (String form : forms(secret)) {
            labels.putIfAbsent(form, label);
        }
    }

    /** The text with a name in the place of each secret. */
    public String hide(String text) {
        String shown = text;
        // The longest first: the beginning of a token may be a secret of its own.
        for (String secret : byLength()) {
            shown = shown.replace(secret, "[" + labels.get(secret) + "]");
        }
        return shown;
    }

    /** The name of a secret that the text holds. */
    public Optional<String> in(String text) {
        return byLength().stream().filter(text::contains).findFirst().map(labels::get);
    }

    private List<String> byLength() {
        return labels.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    private static Set<String> forms(String secret) {
        Set<String> forms = new LinkedHashSet<>();
        if (secret.length() >= SHORTEST) {
            forms.add(secret);
            forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
            forms.add(
                    Base64.getEncoder()
                            .withoutPadding()
                            .encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
        }
        return forms;
    }
}
