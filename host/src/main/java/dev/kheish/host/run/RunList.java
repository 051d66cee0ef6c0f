package dev.kheish.host.run;

import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Reader;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Finds runs by key, never by counting or sorting them: along the line of their session, or in
 * ranges of row numbers where no index leads to what is asked for.
 */
final class RunList {
    private static final long RANGE = 20_000;
    private static final int AT_ONCE = 100;

    private final Reader reader;
    private final RunQuery query;
    private final String filter;
    private final List<@Nullable Object> filterArgs = new ArrayList<>();

    private RunList(Reader reader, RunQuery query) {
        this.reader = reader;
        this.query = query;
        StringBuilder where = new StringBuilder();
        RunState state = query.state();
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
        this.filter = where.toString();
    }

    static List<RunRow> find(Reader reader, Sessions sessions, Line line, RunQuery query) {
        String sessionId = query.sessionId();
        RunList list = new RunList(reader, query);
        if (sessionId == null) {
            return list.inRanges();
        }
        return sessions.read(reader, sessionId)
                .map(session -> list.along(line, session.seq()))
                .orElse(List.of());
    }

    private List<RunRow> along(Line line, long session) {
        String sql =
                "select %s from run where %s seq in (%s) order by seq %s"
                        .formatted(
                                RunRow.COLUMNS,
                                filter,
                                String.join(", ", Collections.nCopies(AT_ONCE, "?")),
                                query.newestFirst() ? "desc" : "asc");
        List<RunRow> found = new ArrayList<>();
        Long after = query.after();
        long bound = after != null ? after : query.newestFirst() ? Long.MAX_VALUE : 0;
        while (found.size() < query.limit()) {
            long[] numbers =
                    query.newestFirst()
                            ? line.numbersBefore(reader, session, bound, AT_ONCE)
                            : line.numbersAfter(reader, session, bound, AT_ONCE);
            if (numbers.length == 0) {
                break;
            }
            List<@Nullable Object> args = new ArrayList<>(filterArgs);
            for (int i = 0; i < AT_ONCE; i++) {
                args.add(i < numbers.length ? numbers[i] : 0);
            }
            found.addAll(reader.list(sql, RunRow::read, args.toArray()));
            bound = numbers[numbers.length - 1];
        }
        return found.size() > query.limit() ? found.subList(0, query.limit()) : found;
    }

    private List<RunRow> inRanges() {
        List<RunRow> found = new ArrayList<>();
        long low = lowest();
        long high = reader.number("select max(seq) from run", 0);
        Long after = query.after();
        if (after != null) {
            low = query.newestFirst() ? low : Math.max(low, after + 1);
            high = query.newestFirst() ? Math.min(high, after - 1) : high;
        }
        while (low <= high && found.size() < query.limit()) {
            if (query.newestFirst()) {
                long from = Math.max(low, high - RANGE + 1);
                found.addAll(range(from, high, query.limit() - found.size()));
                high = from - 1;
            } else {
                long until = Math.min(high, low + RANGE - 1);
                found.addAll(range(low, until, query.limit() - found.size()));
                low = until + 1;
            }
        }
        return found;
    }

    private List<RunRow> range(long from, long until, int limit) {
        String sql =
                "select %s from run where %s seq >= ? and seq <= ? order by seq %s limit ?"
                        .formatted(RunRow.COLUMNS, filter, query.newestFirst() ? "desc" : "asc");
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
