package dev.kheish.host.api;

import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Query;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Store;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.EventReader;
import dev.kheish.host.stream.StoredEvent;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The durable stream: as lists, and followed as server-sent events. Close it before the web server
 * stops.
 */
public final class EventRoutes implements HttpService, AutoCloseable {
    /** How often a silent stream says that it lives. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Pattern CURSOR = Pattern.compile("[0-9]{1,18}");

    private final Store store;
    private final Sessions sessions;
    private final EventReader reader;
    private final Subscriptions subscriptions;
    private final Gate gate;
    private final Duration heartbeat;

    public EventRoutes(
            Store store, Sessions sessions, EventLog events, Gate gate, Duration heartbeat) {
        this.store = store;
        this.sessions = sessions;
        this.reader = new EventReader(store);
        this.subscriptions = new Subscriptions(events);
        this.gate = gate;
        this.heartbeat = heartbeat;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/v1/events/stream", Access.READ.of(this::followAll))
                .get("/v1/sessions/{id}/stream", Access.READ.of(this::followSession))
                .get("/v1/runs/{id}/stream", Access.READ.of(this::followRun))
                .get("/v1/sessions/{id}/events", Access.READ.of(this::listSession))
                .get("/v1/runs/{id}/events", Access.READ.of(this::listRun));
    }

    private void followAll(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        Optional<String> session = request.query().first("session_id").asOptional();
        Optional<String> run = request.query().first("run_id").asOptional();
        EventReader.Scope scope =
                new EventReader.Scope(
                        session.map(this::session).orElse(null), run.map(this::run).orElse(null));
        follow(request, response, "global", scope);
    }

    private void followSession(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        follow(request, response, "session", new EventReader.Scope(session(id(request)), null));
    }

    private void followRun(ServerRequest request, ServerResponse response)
            throws InterruptedException {
        follow(request, response, "run", new EventReader.Scope(null, run(id(request))));
    }

    private void listSession(ServerRequest request, ServerResponse response) {
        list(request, response, new EventReader.Scope(session(id(request)), null));
    }

    private void listRun(ServerRequest request, ServerResponse response) {
        list(request, response, new EventReader.Scope(null, run(id(request))));
    }

    private void list(ServerRequest request, ServerResponse response, EventReader.Scope scope) {
        Paging paging = Paging.of(request);
        List<StoredEvent> events =
                reader.list(scope, paging.afterNumber().orElse(0L), paging.fetch());
        paging.send(response, events, "event_id_asc", StoredEvent::id, StoredEvent::json);
    }

    private void follow(
            ServerRequest request, ServerResponse response, String name, EventReader.Scope scope)
            throws InterruptedException {
        OptionalLong cursor = cursor(request);
        if (!request.headers().isAccepted(MediaTypes.TEXT_EVENT_STREAM)) {
            throw Problem.of(406, "not_acceptable", "This route gives text/event-stream.")
                    .domain("events")
                    .exception();
        }
        try (Subscriptions.Subscription subscription =
                subscriptions.open().orElseThrow(EventRoutes::tooMany)) {
            response.header(HeaderNames.create("X-Accel-Buffering"), "no");
            new EventStream(reader, subscription, scope, name, heartbeat)
                    .run(response, cursor, () -> gate.require(request, Access.READ));
        }
    }

    private Long session(String id) {
        return row(id, "session", reader -> sessions.row(reader, id).orElse(-1));
    }

    private Long run(String id) {
        return row(
                id,
                "run",
                reader ->
                        RowId.parse("run_", id)
                                .map(
                                        key ->
                                                one(
                                                        reader,
                                                        "select seq from run where seq = ? and created_ms = ? and nonce = ?",
                                                        key.seq(),
                                                        key.atMs(),
                                                        key.nonce()))
                                .orElse(-1L));
    }

    private Long row(String id, String what, Query<Long> query) {
        long seq = store.read(query);
        if (seq < 0) {
            throw Problem.notFound(
                            what + "_not_found",
                            "There is no %s '%s'.".formatted(what, Failures.shown(id)))
                    .domain(what + "s")
                    .exception();
        }
        return seq;
    }

    private static long one(Reader reader, String sql, @Nullable Object... args) {
        return reader.number(sql, -1, args);
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }

    /** The larger of query and header: whoever reconnects sends both. */
    private static OptionalLong cursor(ServerRequest request) {
        OptionalLong query = cursor(request.query().first("cursor").asOptional());
        OptionalLong header = cursor(request.headers().first(HeaderNames.create("Last-Event-ID")));
        if (query.isPresent() && header.isPresent()) {
            return OptionalLong.of(Math.max(query.getAsLong(), header.getAsLong()));
        }
        return query.isPresent() ? query : header;
    }

    private static OptionalLong cursor(Optional<String> text) {
        if (text.isEmpty() || text.get().isEmpty()) {
            return OptionalLong.empty();
        }
        if (!CURSOR.matcher(text.get()).matches()) {
            throw Problem.badRequest(
                            "invalid_event_cursor",
                            "The cursor must be the id of an event: a whole number.")
                    .domain("events")
                    .exception();
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    private static ProblemException tooMany() {
        return Problem.unavailable(
                        "too_many_streams",
                        "Too many follow the stream, or the daemon is stopping.",
                        Duration.ofSeconds(5))
                .domain("events")
                .exception();
    }

    /** Ends all streams. */
    @Override
    public void close() {
        subscriptions.close();
    }
}
