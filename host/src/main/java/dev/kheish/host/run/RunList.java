package dev.kheish.host.run;

import dev.kheish.host.session.Session;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Reader;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds runs by key, never by counting or sorting them: in ranges of row numbers where no index
 * leads to what is asked for.
 */
final class RunList {
    private static final long RANGE = 20_000;

    private final Reader reader;
    private final RunQuery query;
    private final String sql;
    private final List<@Nullable Object> filterArgs = new ArrayList<>();

    private RunList(Reader reader, RunQuery query, @Nullable Long session) {
        this.reader = reader;
        this.query = query;
        StringBuilder where = new StringBuilder("select " + RunRow.COLUMNS + " from run where ");
        RunState state = query.state();
        if (session != null) {
            where.append("session = ? and ");
            filterArgs.add(session);
        }
        if (state != null) {
            // Written out, so that the partial indexes serve.
            where.append("state = ").append(state.code()).append(" and ");
        }
        String connector = query.connector();
        if (connector != null) {
            where.append(
                    "connector in (select seq from connector where kind = ? and name = ?) and ");
            int colon = connector.indexOf(':');
            filterArgs.add(connector.substring(0, Math.max(colon, 0)));
            filterArgs.add(connector.substring(colon + 1));
        }
        where.append("seq >= ? and seq <= ? order by seq ")
                .append(query.newestFirst() ? "desc" : "asc")
                .append(" limit ?");
        this.sql = where.toString();
    }

    static List<RunRow> find(Reader reader, RunQuery query) {
        String sessionId = query.sessionId();
        if (sessionId == null) {
            return new RunList(reader, query, null).find();
        }
        Optional<Session> session = Sessions.read(reader, sessionId);
        return session.map(each -> new RunList(reader, query, each.seq()).find()).orElse(List.of());
    }

    private List<RunRow> find() {
        List<RunRow> found = new ArrayList<>();
        long low = lowest();
        long high = reader.number("select max(seq) from run", 0);
        Long after = query.after();
        if (after != null) {
            low = query.newestFirst() ? low : Math.max(low, after + 1);
            high = query.newestFirst() ? Math.min(high, after - 1) : high;
        }
        long width = query.sessionId() == null ? RANGE : Long.MAX_VALUE / 4;
        while (low <= high && found.size() < query.limit()) {
            if (query.newestFirst()) {
                long from = Math.max(low, high - width + 1);
                found.addAll(range(from, high, query.limit() - found.size()));
                high = from - 1;
            } else {
                long until = Math.min(high, low + width - 1);
                found.addAll(range(low, until, query.limit() - found.size()));
                low = until + 1;
            }
        }
        return found;
    }

    private List<RunRow> range(long from, long until, int limit) {
        List<@Nullable Object> args = new ArrayList<>(filterArgs);
        args.add(from);
        args.add(until);
        args.add(limit);
        return reader.list(sql, RunRow::read, args.toArray());
    }

    /** What has not ended is no older than the oldest head of a session's queue. */
    private long lowest() {
        RunState state = query.state();
        if (state == null || state.isFinal()) {
            return reader.number("select min(seq) from run", 0);
        }
        return reader.number(
                "select coalesce(min(run), 9223372036854775807) from (select min(run) as run from ready union all"
                        + " select min(run) from run_lease union all select min(run) from preparing)",
                Long.MAX_VALUE);
    }
}
