package dev.kheish.host.delivery;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Walks deliveries in windows, each by an index and in a read of its own, until enough are found.
 */
final class Listing {
    private static final int WINDOW = 500;
    private static final int MOST_WINDOWS = 400;

    private final Store store;

    Listing(Store store) {
        this.store = store;
    }

    /**
     * At most {@code limit} rows after a place, oldest first.
     *
     * @throws DeliveryFilterException if it has to look at too many for too few
     */
    List<DeliveryRow> list(DeliveryFilter filter, @Nullable String after, int limit) {
        return list(filter, _ -> true, after, limit);
    }

    /** The same of rows that also fit something else. */
    List<DeliveryRow> list(
            DeliveryFilter filter, Predicate<DeliveryRow> also, @Nullable String after, int limit) {
        Place place = after == null ? start(filter) : Place.of(after);
        List<DeliveryRow> found = new ArrayList<>();
        for (int windows = 0; windows < MOST_WINDOWS; windows++) {
            Place from = place;
            List<DeliveryRow> window = store.read(reader -> window(reader, filter, from));
            for (DeliveryRow row : window) {
                if (filter.shows(row) && also.test(row)) {
                    found.add(row);
                    if (found.size() == limit) {
                        return found;
                    }
                }
            }
            if (window.size() < WINDOW || isPast(filter, window.getLast())) {
                return found;
            }
            place = new Place(window.getLast().source().output(), window.getLast().seq());
        }
        throw DeliveryFilterException.tooBroad(
                "More than %d deliveries had to be looked at; narrow the list with session_id, run_id, status, since or until."
                        .formatted(WINDOW * MOST_WINDOWS));
    }

    /** The place of a row, for {@link #list} to go on after it. */
    static String place(DeliveryRow row) {
        return row.source().output() + "." + row.seq();
    }

    private static boolean isPast(DeliveryFilter filter, DeliveryRow row) {
        return filter.untilMs() != null
                && filter.session() == null
                && filter.run() == null
                && row.createdMs() >= filter.untilMs();
    }

    private static List<DeliveryRow> window(Reader reader, DeliveryFilter filter, Place after) {
        if (filter.run() != null) {
            return ofOutputs(reader, "o.run", filter.run(), after);
        }
        if (filter.session() != null) {
            return ofOutputs(reader, "o.session", filter.session(), after);
        }
        return inOrder(reader, filter, after.seq());
    }

    private static List<DeliveryRow> ofOutputs(Reader reader, String column, long of, Place after) {
        return reader.list(
                DeliveryRow.SELECT
                        + " from output o join delivery d on d.output = o.seq"
                        + DeliveryRow.PLACE
                        + " where "
                        + column
                        + " = ? and o.seq >= ? and (o.seq > ? or d.seq > ?) order by o.seq, d.seq limit "
                        + WINDOW,
                DeliveryRow::read,
                of,
                after.output(),
                after.output(),
                after.seq());
    }

    private static List<DeliveryRow> inOrder(Reader reader, DeliveryFilter filter, long after) {
        return reader.list(
                DeliveryRow.SELECT
                        + " from delivery d"
                        + DeliveryRow.PLACE
                        + " where "
                        + byState(filter)
                        + " d.seq > ? order by d.seq limit "
                        + WINDOW,
                DeliveryRow::read,
                after);
    }

    /** The words of a partial index, where one helps. */
    private static String byState(DeliveryFilter filter) {
        if (filter.unresolved()) {
            return "d.state = 3 and d.resolved_ms is null and";
        }
        return switch (filter.state()) {
            case PENDING -> "d.state < 2 and d.state = 0 and";
            case RETRYING -> "d.state < 2 and d.state = 1 and";
            case DEAD_LETTERED -> "d.state = 3 and";
            case DELIVERED, CANCELLED -> "";
            case null -> "";
        };
    }

    private Place start(DeliveryFilter filter) {
        Long since = filter.sinceMs();
        return since == null || filter.session() != null || filter.run() != null
                ? new Place(0, 0)
                : new Place(0, store.read(reader -> before(reader, since)));
    }

    /** The number before the first row of a time: numbers grow with time, so halving finds it. */
    private static long before(Reader reader, long atMs) {
        long low = 0;
        long high = reader.number("select max(seq) from delivery", 0);
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            boolean earlier =
                    reader.number(
                                    "select created_ms from delivery where seq <= ? order by seq desc limit 1",
                                    0,
                                    middle)
                            < atMs;
            if (earlier) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** After which row to go on. */
    record Place(long output, long seq) {
        static Place of(String text) {
            int dot = text.indexOf('.');
            try {
                return new Place(
                        Long.parseLong(text.substring(0, Math.max(dot, 0))),
                        Long.parseLong(text.substring(dot + 1)));
            } catch (NumberFormatException e) {
                throw DeliveryFilterException.noPlace();
            }
        }
    }
}
