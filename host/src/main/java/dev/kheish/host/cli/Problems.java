package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;

/** Turns what went wrong with a request into one sentence and an exit code. */
final class Problems {
    private Problems() {}

    static CommandFailure failure(Connection connection, HttpResponse<?> response, String body) {
        int status = response.statusCode();
        JsonNode problem = Documents.parseOrNull(body);
        String detail = problem == null ? "" : problem.path("detail").asText("");
        if (detail.isBlank()) {
            detail = "%s answered %d.".formatted(connection.url(), status);
        }
        List<String> lines = new ArrayList<>();
        if (problem != null) {
            problem.path("errors").forEach(error -> lines.add(line(error)));
            problem.path("references").forEach(reference -> lines.add(reference(reference)));
            problem.path("used_by").forEach(user -> lines.add("used by " + Cells.of(user)));
        }
        if (status == 401 && connection.token() == null) {
            lines.add(
                    "No token was sent: give --token-file FILE, set KHEISH_TOKEN, or name the daemon's home with --home.");
        }
        response.headers()
                .firstValue("Retry-After")
                .ifPresent(after -> lines.add("Try again in " + after + " s."));
        return new CommandFailure(Exit.ofStatus(status), Cells.line(detail), lines);
    }

    static CommandFailure unreachable(Connection connection, IOException cause) {
        return new CommandFailure(
                Exit.UNREACHABLE,
                "Nothing answers at %s (%s).".formatted(connection.url(), reason(cause)),
                List.of(
                        "Start the daemon with: kheish serve",
                        "Or name another one with --url or KHEISH_URL."));
    }

    static CommandFailure timedOut(Connection connection, HttpRequest request) {
        return new CommandFailure(
                Exit.TIMED_OUT,
                "%s did not answer within %d s."
                        .formatted(
                                connection.url(),
                                request.timeout().map(t -> t.toSeconds()).orElse(0L)));
    }

    /** The connection broke in the middle of something. */
    static CommandFailure broken(Connection connection, IOException cause) {
        return new CommandFailure(
                Exit.UNREACHABLE,
                "The connection to %s broke off (%s).".formatted(connection.url(), reason(cause)));
    }

    private static String line(JsonNode error) {
        if (error.has("field") && error.has("message")) {
            return Cells.line(error.path("field").asText() + ": " + error.path("message").asText());
        }
        return Cells.of(error);
    }

    private static String reference(JsonNode reference) {
        String detail = Cells.of(reference.path("detail"));
        String name = Cells.of(reference.path("type")) + " " + Cells.of(reference.path("id"));
        return detail.isEmpty() ? name : name + ": " + detail;
    }

    private static String reason(@Nullable Throwable cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (e instanceof UnresolvedAddressException) {
                return "the host name is unknown";
            }
            if (e instanceof java.net.http.HttpConnectTimeoutException) {
                return "no connection within 5 s";
            }
            if (e.getMessage() != null && !e.getMessage().isBlank()) {
                return Cells.line(e.getMessage());
            }
        }
        return "connection refused";
    }
}
