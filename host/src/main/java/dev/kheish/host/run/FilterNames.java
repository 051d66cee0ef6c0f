package dev.kheish.host.run;

import dev.kheish.host.session.Session;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Reader;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns the names in a claim into row numbers. A name that is unknown matches nothing. */
final class FilterNames {
    private FilterNames() {}

    static ClaimFilter resolve(Reader reader, Sessions sessions, ClaimRequest request) {
        List<String> connectors = request.connectors();
        List<String> ids = request.sessions();
        return new ClaimFilter(
                connectors == null ? null : connectors(reader, connectors),
                ids == null ? null : rows(reader, sessions, ids));
    }

    /** Every incarnation: work of one that was deleted is still work. */
    static Set<Long> connectors(Reader reader, List<String> names) {
        Set<Long> found = new HashSet<>();
        for (String name : names) {
            int colon = name.indexOf(':');
            if (colon > 0) {
                found.addAll(
                        reader.list(
                                "select seq from connector where kind = ? and name = ?",
                                row -> row.integer(1),
                                name.substring(0, colon),
                                name.substring(colon + 1)));
            }
        }
        return found;
    }

    private static Set<Long> rows(Reader reader, Sessions sessions, List<String> ids) {
        Set<Long> found = new HashSet<>();
        for (String id : ids) {
            Optional<Session> session = sessions.read(reader, id);
            session.ifPresent(each -> found.add(each.seq()));
        }
        return found;
    }
}
