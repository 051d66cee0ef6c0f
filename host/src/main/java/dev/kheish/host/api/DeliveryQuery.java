package dev.kheish.host.api;

import dev.kheish.host.delivery.DeliveryFilter;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Store;
import dev.kheish.host.web.Problem;

import io.helidon.common.uri.UriQuery;
import io.helidon.webserver.http.ServerRequest;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Reads what a list of deliveries is to show. */
final class DeliveryQuery {
    // No row has this number: a session or run that does not exist has no deliveries.
    private static final long NOBODY = -1;

    private final Store store;
    private final Sessions sessions;

    DeliveryQuery(Store store, Sessions sessions) {
        this.store = store;
        this.sessions = sessions;
    }

    /** From the query of a request; {@code status} null takes the query's own. */
    DeliveryFilter of(ServerRequest request, @Nullable String status) {
        UriQuery query = request.query();
        return new DeliveryFilter(
                session(query.first("session_id").asOptional()),
                run(query.first("run_id").asOptional()),
                text(query, "plugin"),
                text(query, "connector"),
                status == null ? status(query) : status,
                text(query, "target"),
                text(query, "error"),
                time(query, "since"),
                time(query, "until"),
                query.first("unresolved").asOptional().filter("true"::equals).isPresent());
    }

    /** Dead letters for a bulk replay. */
    DeliveryFilter of(Members body) {
        return new DeliveryFilter(
                session(body.optionalText("session_id")),
                run(body.optionalText("run_id")),
                body.optionalText("plugin").orElse(null),
                body.optionalText("connector").orElse(null),
                DeliveryFilter.DEAD_LETTERED,
                null,
                null,
                null,
                null,
                body.flag("unresolved_only", true));
    }

    private @Nullable Long session(Optional<String> id) {
        return id.map(
                        given ->
                                store.read(
                                        reader ->
                                                sessions.read(reader, given)
                                                        .map(Session::seq)
                                                        .orElse(NOBODY)))
                .orElse(null);
    }

    private static @Nullable Long run(Optional<String> id) {
        return id.map(given -> RowId.parse("run_", given).map(RowId::seq).orElse(NOBODY))
                .orElse(null);
    }

    private static @Nullable String text(UriQuery query, String name) {
        return query.first(name).asOptional().orElse(null);
    }

    private static @Nullable String status(UriQuery query) {
        String status = text(query, "status");
        if (status != null && !DeliveryFilter.isStatus(status)) {
            throw Problem.badRequest(
                            "invalid_status",
                            "status must be pending, retrying, delivered, dead_lettered or cancelled.")
                    .domain("deliveries")
                    .exception();
        }
        return status;
    }

    private static @Nullable Long time(UriQuery query, String name) {
        String text = text(query, name);
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9]{1,15}")) {
            throw Problem.badRequest(
                            "invalid_time",
                            name + " must be milliseconds since 1970, such as 1767225600000.")
                    .domain("deliveries")
                    .exception();
        }
        return Long.parseLong(text);
    }
}
