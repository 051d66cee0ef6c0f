package dev.kheish.host.cli;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code serve} with well-formed options without the library that reads all other command
 * lines: loading that takes a tenth of a second, which a daemon need not wait for. Whatever is not
 * plain is left to the library, with its messages and its help.
 */
final class ServeLine {
    private static final String STRICT = "--strict";
    private static final int HIGHEST_PORT = 65_535;

    private ServeLine() {}

    /** What the arguments say; empty if the library has to tell. */
    static Optional<ServeOptions> parse(String... args) {
        if (args.length == 0 || !args[0].equals("serve")) {
            return Optional.empty();
        }
        Map<String, String> given = new HashMap<>();
        for (int i = 1; i < args.length; i++) {
            String name = name(args[i]);
            String value = name.equals(STRICT) ? STRICT : i + 1 < args.length ? args[++i] : "";
            if (name.isEmpty() || !isPlain(name, value) || given.put(name, value) != null) {
                return Optional.empty();
            }
        }
        String port = given.get("--port");
        return Optional.of(
                new ServeOptions(
                        path(given.get("--config")),
                        path(given.get("--home")),
                        given.get("--host"),
                        port == null ? null : Integer.valueOf(port),
                        given.containsKey(STRICT)));
    }

    /** The long name of an option; empty if it is none of ours. */
    private static String name(String option) {
        return switch (option) {
            case "-c" -> "--config";
            case "-p" -> "--port";
            case "--config", "--home", "--host", "--port", STRICT -> option;
            default -> "";
        };
    }

    private static boolean isPlain(String name, String value) {
        if (name.equals(STRICT)) {
            return true;
        }
        if (value.isBlank() || "-@\"'".indexOf(value.charAt(0)) >= 0) {
            return false;
        }
        return !name.equals("--port")
                || (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= HIGHEST_PORT);
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }
}
