package dev.kheish.host.web;

import dev.kheish.host.store.StoreBusyException;
import dev.kheish.host.store.StoreException;

import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Turns whatever goes wrong into a {@link Problem}: in routes, and in the framework before any
 * route.
 */
public final class Failures {
    private static final Logger LOG = System.getLogger(Failures.class.getName());
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    private Failures() {}

    /** For what is thrown by routes. */
    public static void register(HttpRouting.Builder routing) {
        routing.error(
                ProblemException.class,
                (request, response, e) -> send(request, response, e.problem()));
        routing.error(
                StoreBusyException.class,
                (request, response, e) -> send(request, response, busy()));
        routing.error(StoreException.class, Failures::storeFailed);
        routing.error(HttpException.class, Failures::refused);
        routing.error(InterruptedException.class, Failures::interrupted);
        routing.error(Throwable.class, Failures::unexpected);
    }

    /** For requests that never reach a route, such as malformed ones. */
    public static DirectHandlers directHandlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, new BeforeRoutes());
        }
        return handlers.build();
    }

    /**
     * Sends a problem so that the connection is usable afterwards or closed after a complete
     * answer.
     */
    public static void send(ServerRequest request, ServerResponse response, Problem problem) {
        UnreadBody rest = UnreadBody.of(request);
        if (rest.mustClose()) {
            response.header(HeaderNames.CONNECTION, "close");
        }
        if (request.prologue().method().equals(Method.HEAD)) {
            problem.sendHead(response);
        } else {
            problem.send(response);
        }
        rest.drain();
    }

    /** Text of a stranger for use in a detail: printable and short. */
    public static String shown(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() > 100 ? printable.substring(0, 100) + "..." : printable;
    }

    /** 415: the framework refuses what it cannot decode before any route sees it. */
    public static Problem encoded() {
        return Problem.of(
                415,
                "unsupported_content_encoding",
                "Bodies are taken as they are: send them without Content-Encoding.");
    }

    private static Problem busy() {
        return Problem.unavailable(
                "store_busy",
                "More is being written than the disk can take; nothing was stored.",
                SOON);
    }

    private static void storeFailed(
            ServerRequest request, ServerResponse response, StoreException e) {
        LOG.log(Level.ERROR, "The store failed in " + place(request), e);
        send(
                request,
                response,
                Problem.unavailable(
                        "store_unavailable",
                        "The store does not work just now; the log says why.",
                        LATER));
    }

    private static void refused(ServerRequest request, ServerResponse response, HttpException e) {
        send(request, response, ofStatus(e.status(), e.getMessage()));
    }

    private static void interrupted(
            ServerRequest request, ServerResponse response, InterruptedException e) {
        Thread.currentThread().interrupt();
        send(
                request,
                response,
                Problem.unavailable("daemon_stopping", "The daemon is stopping.", LATER));
    }

    private static void unexpected(ServerRequest request, ServerResponse response, Throwable e) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.log(Level.ERROR, "Unexpected failure in " + place(request) + ", error id " + id, e);
        send(
                request,
                response,
                Problem.of(
                        500,
                        "internal_error",
                        "Something went wrong here; the log has more under error id " + id + "."));
    }

    private static String place(ServerRequest request) {
        return request.prologue().method().text() + " " + shown(request.path().path());
    }

    private static Problem ofStatus(Status status, @Nullable String message) {
        int code = status.code();
        String detail =
                message == null || message.isBlank() ? status.reasonPhrase() : shown(message);
        return code == 404
                ? Problem.notFound("route_not_found", "There is no such route.").domain("api")
                : Problem.of(code, Problem.genericCode(code), detail).domain("api");
    }

    /** Writes problems without a response object. */
    private static final class BeforeRoutes implements DirectHandler {
        @Override
        public TransportResponse handle(
                TransportRequest request,
                EventType type,
                Status status,
                ServerResponseHeaders headers,
                @Nullable String message) {
            Problem problem = problem(request, type, status, message);
            TransportResponse.Builder response =
                    TransportResponse.builder()
                            .status(Status.create(problem.status()))
                            .headers(headers)
                            .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                            .keepAlive(false)
                            .entity(problem.body());
            for (Header header : problem.headers()) {
                response.header(header);
            }
            return response.build();
        }

        private static Problem problem(
                TransportRequest request, EventType type, Status status, @Nullable String message) {
            if (type == EventType.BAD_REQUEST
                    && request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
                return encoded();
            }
            // The framework takes some request lines that are no HTTP for failures of its own.
            if (type == EventType.INTERNAL_ERROR && request.path().isEmpty()) {
                return Problem.badRequest("bad_request", "The request line is no HTTP/1.1.")
                        .domain("api");
            }
            return ofStatus(status, message);
        }
    }
}
