package dev.kheish.host.index;

import dev.kheish.host.store.Insert;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Sessions by id. An ordinary index would dirty a page for each session and read one to see that an
 * id is new; here single ids are found as receipts are, and for lists {@value #GENERATION} ids are
 * sorted in memory and go to a table together. Only a hint to the newest row of an id: whoever
 * finds one looks whether it is there and not deleted. Safe for use by many threads; {@link #add}
 * is for the writer thread.
 *
 * <p>For lists, what has gone to the table stays in memory until the next generation has gone too:
 * a reader whose snapshot is older than the table's last rows finds it there.
 */
public final class SessionIds implements AutoCloseable {
    private static final int GENERATION = 32_768;
    private static final int SLICE = 128;
    private static final long CHARACTERS = 4_000_000;
    private static final int WORTH_WRITING = 2_000;
    private static final long FILTER_BYTES = 16L << 20;
    private static final Comparator<Place> BY_ID =
            Comparator.comparing(Place::id, Utf8Order.INSTANCE);
    private static final Insert INSERT = Insert.intoNewest("session_id", "id, session", "session");

    private final Store store;
    private final int generation;
    private final Background background = new Background("index-session-ids");
    private final Runnable turn = this::turnIfFull;
    private final SegmentedKeys keys;
    private volatile State state = State.empty();

    private SessionIds(Store store, int generation) {
        this.store = store;
        this.generation = generation;
        this.keys =
                SegmentedKeys.open(
                        store,
                        NamedRows.SESSIONS,
                        new SegmentedKeys.Sizes(generation, FILTER_BYTES),
                        "sessions");
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
        for (NamedRows.Named each : NamedRows.SESSIONS.page(reader, after)) {
            state.fresh.put(each.name(), each.row());
            last = each.row();
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
        long row = NamedRows.SESSIONS.find(reader, keys, id);
        return row == 0 ? OptionalLong.empty() : OptionalLong.of(row);
    }

    /**
     * Up to {@code limit} ids after {@code id} that may lead to live sessions, in order, each with
     * its newest row.
     */
    public List<Place> after(Reader reader, String id, int limit) {
        List<Place> stored =
                reader.list(
                        "select i.id, i.session from session_id i join session s on s.seq = i.session"
                                + " where i.id > ? and s.deleted_ms is null order by i.id limit ?",
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
        keys.add(tx, IndexKey.of(id), session);
        tx.signal(turn);
    }

    /** Whether more ids wait in memory than should; then no new event is taken for a moment. */
    public boolean isFull() {
        State now = state;
        return keys.isFull()
                || (now.leaving != null && now.fresh.isLarge(2 * generation, 2 * CHARACTERS));
    }

    // Between two commits, so that nothing which may be undone is on its way to disk.
    private synchronized void turnIfFull() {
        if (state.leaving == null && state.fresh.isLarge(generation, CHARACTERS)) {
            turn();
        }
    }

    private void turn() {
        State now = state;
        state = now.turned();
        background.hand(() -> write(now.fresh));
    }

    /**
     * Writes a generation in slices that share their commits with whatever else is going on. Twice
     * what came since the last slice is enough to be done before the next generation is full.
     */
    private void write(Generation ids) throws InterruptedException {
        List<Place> places = ids.sort();
        int slice = SLICE;
        long before = state.fresh.size();
        for (int from = 0; from < places.size(); from += slice) {
            long now = state.fresh.size();
            slice = (int) Math.max(SLICE, 2 * (now - before));
            before = now;
            write(places.subList(from, Math.min(places.size(), from + slice)));
        }
        long newest = places.stream().mapToLong(Place::session).max().orElse(0);
        store.write(tx -> Mark.SESSION_IDS.write(tx, newest));
        letGo();
    }

    private void write(List<Place> places) throws InterruptedException {
        store.write(
                tx -> {
                    places.forEach(place -> tx.insert(INSERT, place.id, place.session));
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
        background.close(store, this::turnIfWorthIt);
        keys.close();
    }

    private synchronized void turnIfWorthIt() {
        int worth = Math.min(generation, WORTH_WRITING);
        if (state.leaving == null && state.fresh.isLarge(worth, CHARACTERS)) {
            turn();
        }
    }

    /**
     * Ids that go to the table together. The writer thread changes it until it leaves, anybody may
     * look.
     */
    private static final class Generation {
        private final ConcurrentHashMap<String, Long> map = new ConcurrentHashMap<>();
        private final AtomicLong characters = new AtomicLong();
        private volatile List<Place> sorted = List.of();

        long size() {
            return map.mappingCount();
        }

        /** Ids may be long, so their number alone bounds no memory. */
        boolean isLarge(int ids, long length) {
            return size() >= ids || characters.get() >= length;
        }

        /** Says where the id led before. */
        @Nullable Long put(String id, long session) {
            Long before = map.put(id, session);
            if (before == null) {
                characters.addAndGet(id.length());
            }
            return before;
        }

        void putBack(String id, @Nullable Long before) {
            if (before == null) {
                map.remove(id);
                characters.addAndGet(-id.length());
            } else {
                map.put(id, before);
            }
        }

        /** From here on nothing changes any more. */
        List<Place> sort() {
            List<Place> places = places().sorted(BY_ID).toList();
            sorted = places;
            return places;
        }

        /** The next ones after an id, in order. Those that are not sorted yet are all looked at. */
        Stream<Place> after(String id, int limit) {
            List<Place> places = sorted;
            if (places.isEmpty()) {
                return smallest(id, limit).stream();
            }
            int at = Collections.binarySearch(places, new Place(id, 0), BY_ID);
            return places.stream().skip(at < 0 ? -at - 1 : at + 1).limit(limit);
        }

        private Stream<Place> places() {
            return map.entrySet().stream().map(each -> new Place(each.getKey(), each.getValue()));
        }

        private Set<Place> smallest(String id, int limit) {
            TreeSet<Place> smallest = new TreeSet<>(BY_ID);
            for (Map.Entry<String, Long> each : map.entrySet()) {
                Place place = new Place(each.getKey(), each.getValue());
                boolean wanted =
                        smallest.size() < limit || BY_ID.compare(place, smallest.last()) < 0;
                if (wanted && Utf8Order.INSTANCE.compare(place.id, id) > 0) {
                    smallest.add(place);
                    if (smallest.size() > limit) {
                        smallest.pollLast();
                    }
                }
            }
            return smallest;
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
