package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Which daemon to talk to, and as whom. */
record Connection(URI url, @Nullable String token) {
    static final String DEFAULT_URL = "http://127.0.0.1:4000";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** What the caller said about it; null for what was not said. */
    record Wishes(
            @Nullable String url,
            @Nullable String token,
            @Nullable Path tokenFile,
            @Nullable Path home) {}

    static Connection resolve(Wishes wishes, Map<String, String> environment) {
        Path home = home(wishes.home(), environment);
        String given =
                wishes.url() != null ? wishes.url() : blankToNull(environment.get("KHEISH_URL"));
        String local = given == null ? localUrl(home) : given;
        URI url = parse(local);
        String token = givenToken(wishes, environment);
        // The local home's token belongs to the local daemon: no other machine gets to see it.
        if (token == null && (given == null || LOOPBACK.contains(url.getHost()))) {
            token = read(home.resolve("admin-token"), false);
        }
        return new Connection(url, token);
    }

    static Path home(@Nullable Path given, Map<String, String> environment) {
        if (given != null) {
            return given;
        }
        String dist = blankToNull(environment.get("KHEISH_DIST"));
        return dist == null ? Path.of("data") : Path.of(dist, "data");
    }

    private static @Nullable String givenToken(Wishes wishes, Map<String, String> environment) {
        if (wishes.token() != null && wishes.tokenFile() != null) {
            throw CommandFailure.usage("Give --token or --token-file, not both.");
        }
        if (wishes.tokenFile() != null) {
            return read(wishes.tokenFile(), true);
        }
        return wishes.token() != null
                ? wishes.token()
                : blankToNull(environment.get("KHEISH_TOKEN"));
    }

    private static String localUrl(Path home) {
        String text = read(home.resolve("daemon.json"), false);
        if (text == null) {
            return DEFAULT_URL;
        }
        JsonNode url = Documents.parse(text, home.resolve("daemon.json").toString()).path("url");
        return url.isTextual() ? url.textValue() : DEFAULT_URL;
    }

    private static URI parse(String text) {
        try {
            URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw badUrl(text);
        }
        throw badUrl(text);
    }

    private static CommandFailure badUrl(String text) {
        return CommandFailure.usage(
                "'" + text + "' is not the address of a daemon, such as " + DEFAULT_URL + ".");
    }

    private static @Nullable String read(Path file, boolean required) {
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty() && required) {
                throw CommandFailure.usage("The file " + file + " is empty.");
            }
            return blankToNull(text);
        } catch (NoSuchFileException e) {
            if (required) {
                throw CommandFailure.usage("There is no file " + file + ".");
            }
            return null;
        } catch (AccessDeniedException e) {
            throw new CommandFailure(
                    Exit.NOT_ALLOWED,
                    "You may not read "
                            + file
                            + ": run as the daemon's user, or give --token-file or KHEISH_TOKEN.");
        } catch (IOException e) {
            throw CommandFailure.usage("The file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    /** Without the token, so that it can be logged. */
    @Override
    public String toString() {
        return url.toString();
    }
}
