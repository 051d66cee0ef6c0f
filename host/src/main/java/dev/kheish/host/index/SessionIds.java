package dev.kheish.host.index;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.StoreException;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Sessions by id, in order of the ids. An ordinary index would dirty a page for each session; here
 * {@value #GENERATION} ids are sorted in memory and go to the table together. Only a hint to the
 * newest row of an id: whoever finds one looks whether it is there and not deleted. Safe for use by
 * many threads; {@link #add} is for the writer thread.
 *
 * <p>What has gone to the table stays in memory until the next generation has gone too: a reader
 * whose snapshot is older than the table's last rows finds it there.
 */
public final class SessionIds implements AutoCloseable {
    private static final int GENERATION = 32_768;
    private static final int SLICE = 128;
    private static final int WORTH_WRITING = 2_000;
    private static final int PAGE = 10_000;
    private static final Comparator<Place> BY_ID =
            Comparator.comparing(Place::id, Utf8Order.INSTANCE);
    private static final String INSERT =
            "insert into session_id (id, session) values (?, ?)"
                    + " on conflict (id) do update set session = excluded.session";

    private final Store store;
    private final int generation;
    private final Background background = new Background("index-session-ids");
    private final Runnable turn = this::turnIfFull;
    private volatile State state = State.empty();

    private SessionIds(Store store, int generation) {
        this.store = store;
        this.generation = generation;
    }

    /** Opens the index, reading what a crash left unwritten from the sessions themselves. */
    public static SessionIds open(Store store) {
        return open(store, GENERATION);
    }

    static SessionIds open(Store store, int generation) {
        SessionIds ids = new SessionIds(store, generation);
        long mark = store.read(Mark.SESSION_IDS::read);
        while (mark >= 0) {
            long after = mark;
            mark = store.read(reader -> ids.readOn(reader, after));
        }
        ids.background.start();
        ids.turnIfFull();
        return ids;
    }

    /** Reads a page of sessions and says after which to go on; -1 at the end. */
    private long readOn(Reader reader, long after) {
        long last = -1;
        for (Place place :
                reader.list(
                        "select id, seq from session where seq > ? order by seq limit ?",
                        row -> new Place(row.text(1), row.integer(2)),
                        after,
                        PAGE)) {
            state.fresh.put(place.id, place.session);
            last = place.session;
        }
        return last;
    }

    /**
     * An id and the row it leads to.
     *
     * @param session row number
     */
    public record Place(String id, long session) {}

    /** The newest row with an id. */
    public OptionalLong find(Reader reader, String id) {
        Long known = state.find(id);
        long row =
                known != null
                        ? known
                        : reader.number("select session from session_id where id = ?", 0, id);
        return row == 0 ? OptionalLong.empty() : OptionalLong.of(row);
    }

    /** Up to {@code limit} ids after {@code id}, in order, each with its newest row. */
    public List<Place> after(Reader reader, String id, int limit) {
        List<Place> stored =
                reader.list(
                        "select id, session from session_id where id > ? order by id limit ?",
                        row -> new Place(row.text(1), row.integer(2)),
                        id,
                        limit);
        TreeMap<String, Place> found = new TreeMap<>(Utf8Order.INSTANCE);
        Stream.concat(stored.stream(), state.after(id, limit))
                .forEach(place -> found.put(place.id, place));
        return found.values().stream().limit(limit).toList();
    }

    /** Lets an id lead to a session that is being added. Sessions come in order. */
    public void add(Tx tx, String id, long session) {
        Generation fresh = state.fresh;
        Long before = fresh.put(id, session);
        tx.ifUndone(() -> fresh.putBack(id, before));
        tx.signal(turn);
    }

    /** Whether more ids wait in memory than should; then no new event is taken for a moment. */
    public boolean isFull() {
        State now = state;
        return now.leaving != null && now.fresh.size() >= 2L * generation;
    }

    // Between two commits, so that nothing which may be undone is on its way to disk.
    private synchronized void turnIfFull() {
        if (state.leaving == null && state.fresh.size() >= generation) {
            turn();
        }
    }

    private void turn() {
        State now = state;
        state = now.turned();
        background.hand(() -> write(now.fresh));
    }

    /** Writes a generation in slices that share their commits with whatever else is going on. */
    private void write(Generation ids) throws InterruptedException {
        List<Place> places = ids.sort();
        for (int from = 0; from < places.size(); from += SLICE) {
            write(places.subList(from, Math.min(places.size(), from + SLICE)));
        }
        long newest = places.stream().mapToLong(Place::session).max().orElse(0);
        store.write(tx -> Mark.SESSION_IDS.write(tx, newest));
        letGo();
    }

    private void write(List<Place> places) throws InterruptedException {
        store.write(
                tx -> {
                    for (Place place : places) {
                        tx.update(INSERT, place.id, place.session);
                    }
                    return places.size();
                });
    }

    // The next one leaves with the next commit, not from here, in the middle of one.
    private synchronized void letGo() {
        state = state.written();
    }

    /** Writes what would make the next start slow. */
    @Override
    public void close() {
        try {
            store.write(
                    tx -> {
                        tx.afterCommit(this::turnIfWorthIt);
                        return true;
                    });
        } catch (StoreException e) {
            // There is nothing to write to: the next start reads the rows.
            background.close();
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        background.close();
    }

    private synchronized void turnIfWorthIt() {
        if (state.leaving == null && state.fresh.size() >= Math.min(generation, WORTH_WRITING)) {
            turn();
        }
    }

    /**
     * Ids that go to the table together. The writer thread changes it until it leaves, anybody may
     * look.
     */
    private static final class Generation {
        private final ConcurrentHashMap<String, Long> map = new ConcurrentHashMap<>();
        private volatile List<Place> sorted = List.of();

        long size() {
            return map.mappingCount();
        }

        @Nullable Long get(String id) {
            return map.get(id);
        }

        /** Says where the id led before. */
        @Nullable Long put(String id, long session) {
            return map.put(id, session);
        }

        void putBack(String id, @Nullable Long before) {
            if (before == null) {
                map.remove(id);
            } else {
                map.put(id, before);
            }
        }

        /** From here on nothing changes any more. */
        List<Place> sort() {
            List<Place> places = places(_ -> true).sorted(BY_ID).toList();
            sorted = places;
            return places;
        }

        /** The next ones after an id, in order. Those that are not sorted yet are all looked at. */
        Stream<Place> after(String id, int limit) {
            List<Place> places = sorted;
            if (places.isEmpty()) {
                return places(each -> Utf8Order.INSTANCE.compare(each, id) > 0)
                        .sorted(BY_ID)
                        .limit(limit);
            }
            int at = Collections.binarySearch(places, new Place(id, 0), BY_ID);
            return places.stream().skip(at < 0 ? -at - 1 : at + 1).limit(limit);
        }

        private Stream<Place> places(Predicate<String> wanted) {
            return map.entrySet().stream()
                    .filter(each -> wanted.test(each.getKey()))
                    .map(each -> new Place(each.getKey(), each.getValue()));
        }
    }

    /**
     * What is in memory.
     *
     * @param fresh takes new ids
     * @param leaving on its way to the table
     * @param left in the table
     */
    private record State(Generation fresh, @Nullable Generation leaving, Generation left) {
        static State empty() {
            return new State(new Generation(), null, new Generation());
        }

        @Nullable Long find(String id) {
            Long found = fresh.get(id);
            if (found == null && leaving != null) {
                found = leaving.get(id);
            }
            return found != null ? found : left.get(id);
        }

        /** Older generations first: what is newer counts. */
        Stream<Place> after(String id, int limit) {
            Stream<Place> middle = leaving == null ? Stream.empty() : leaving.after(id, limit);
            return Stream.of(left.after(id, limit), middle, fresh.after(id, limit))
                    .flatMap(each -> each);
        }

        State turned() {
            return new State(new Generation(), fresh, left);
        }

        State written() {
            return new State(fresh, null, leaving == null ? left : leaving);
        }
    }
}
