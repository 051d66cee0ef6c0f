package dev.kheish.host.asset;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides what bytes are called: as declared if that makes sense, else by their first bytes. */
final class MediaType {
    static final String UNKNOWN = "application/octet-stream";

    private static final int LONGEST = 255;
    private static final String TOKEN = "[A-Za-z0-9!#$&^_.+-]+";
    private static final String VALUE =
            "(?:[A-Za-z0-9!#$%&'*+.^_`|~-]+|\"[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]*\")";
    private static final Pattern SYNTAX =
            Pattern.compile(
                    TOKEN + "/" + TOKEN + "(?:[ \\t]*;[ \\t]*" + TOKEN + "=" + VALUE + ")*");
    private static final Map<String, String> EXTENSIONS =
            Map.ofEntries(
                    Map.entry("image/png", ".png"),
                    Map.entry("image/jpeg", ".jpg"),
                    Map.entry("image/gif", ".gif"),
                    Map.entry("image/webp", ".webp"),
                    Map.entry("application/pdf", ".pdf"),
                    Map.entry("application/zip", ".zip"),
                    Map.entry("application/json", ".json"),
                    Map.entry("text/plain", ".txt"),
                    Map.entry("text/csv", ".csv"),
                    Map.entry("text/markdown", ".md"),
                    Map.entry("text/html", ".html"),
                    Map.entry("audio/ogg", ".ogg"),
                    Map.entry("audio/mpeg", ".mp3"),
                    Map.entry("video/mp4", ".mp4"));

    private MediaType() {}

    /** The declared type if it is one, else what {@code head}, a char a byte, looks like. */
    static String of(@Nullable String declared, String head) {
        return declared(declared).orElseGet(() -> sniff(head));
    }

    /** Such as {@code .png}; {@code .bin} for types that are not common. */
    static String extension(String type) {
        int end = type.indexOf(';');
        String essence = (end < 0 ? type : type.substring(0, end)).strip();
        return EXTENSIONS.getOrDefault(essence, ".bin");
    }

    private static Optional<String> declared(@Nullable String type) {
        if (type == null || type.length() > LONGEST || !SYNTAX.matcher(type.strip()).matches()) {
            return Optional.empty();
        }
        String text = type.strip();
        int end = text.indexOf(';');
        String essence = (end < 0 ? text : text.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return Optional.of(end < 0 ? essence : essence + text.substring(end));
    }

    private static String sniff(String start) {
        if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
            return "image/png";
        }
        if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (start.startsWith("GIF8")) {
            return "image/gif";
        }
        if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return "image/webp";
        }
        if (start.startsWith("%PDF-")) {
            return "application/pdf";
        }
        if (start.startsWith("PK\u0003\u0004")) {
            return "application/zip";
        }
        return start.startsWith("OggS") ? "audio/ogg" : UNKNOWN;
    }
}
