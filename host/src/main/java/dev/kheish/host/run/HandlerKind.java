package dev.kheish.host.run;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Who executes runs. */
public enum HandlerKind {
    /** Workers that claim them through the API. */
    PULL,
    /** The host itself answers with the input's text. */
    ECHO,
    /** A process for each run. */
    COMMAND,
    /** A request to the operator's service for each run. */
    HTTP;

    static List<String> words() {
        return Arrays.stream(values()).map(HandlerKind::text).toList();
    }

    static HandlerKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** As in the settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
