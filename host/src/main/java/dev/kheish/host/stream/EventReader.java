package dev.kheish.host.stream;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the stream by cursor, in batches that are bounded by what is found and by what is looked
 * at. Safe for use by many threads.
 */
public final class EventReader {
    private static final int LOOKED_AT = 20_000;

    private final Store store;

    public EventReader(Store store) {
        this.store = store;
    }

    /**
     * The next events after place {@code after}. Events become visible in the order of their
     * places, so none turns up later before one that was read.
     */
    public Batch next(Scope scope, long after, int limit) {
        return store.read(reader -> next(reader, scope, after, limit));
    }

    /** Up to {@code limit} events after place {@code after}, however far apart they lie. */
    public List<StoredEvent> list(Scope scope, long after, int limit) {
        List<StoredEvent> events = new ArrayList<>();
        long position = after;
        boolean atEnd = false;
        while (!atEnd && events.size() < limit) {
            Batch batch = next(scope, position, limit - events.size());
            events.addAll(batch.events());
            position = batch.position();
            atEnd = batch.atEnd();
        }
        return events;
    }

    /** Where the stream begins and ends just now; both 0 while it is empty. */
    public Extent extent() {
        return store.read(
                reader ->
                        new Extent(
                                reader.number("select min(seq) from event", 0),
                                reader.number("select max(seq) from event", 0)));
    }

    private static Batch next(Reader reader, Scope scope, long from, int limit) {
        // What was pruned is not looked at.
        long after = Math.max(from, reader.number("select min(seq) from event", 1) - 1);
        long newest = reader.number("select max(seq) from event", 0);
        long until = Math.min(newest, after + LOOKED_AT);
        List<@Nullable Object> args = new ArrayList<>(List.of(after, until));
        StringBuilder sql =
                new StringBuilder(StoredEvent.SELECT).append(" where e.seq > ? and e.seq <= ?");
        if (scope.session() != null) {
            sql.append(" and e.session = ?");
            args.add(scope.session());
        }
        if (scope.run() != null) {
            sql.append(" and e.run = ?");
            args.add(scope.run());
        }
        sql.append(" order by e.seq limit ?");
        args.add(limit);
        List<StoredEvent> events = reader.list(sql.toString(), StoredEvent::of, args.toArray());
        long position = events.size() == limit ? events.getLast().seq() : Math.max(after, until);
        return new Batch(events, position, position >= newest);
    }

    /**
     * Which events are wanted: all, or those of one session or run.
     *
     * @param session row number, or null
     * @param run row number, or null
     */
    public record Scope(@Nullable Long session, @Nullable Long run) {
        /** All events. */
        public static Scope all() {
            return new Scope(null, null);
        }
    }

    /**
     * Some events.
     *
     * @param position where to go on, also when nothing was found
     * @param atEnd whether there was nothing more just now
     */
    public record Batch(List<StoredEvent> events, long position, boolean atEnd) {}

    /**
     * How far the stream goes.
     *
     * @param oldest place of the oldest event that is kept
     * @param newest place of the newest
     */
    public record Extent(long oldest, long newest) {}
}
