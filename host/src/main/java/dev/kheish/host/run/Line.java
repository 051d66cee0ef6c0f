package dev.kheish.host.run;

import dev.kheish.host.index.SessionRuns;
import dev.kheish.host.store.Reader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The runs of a session in order, each with its state. Safe for use by many threads. */
final class Line {
    /** So many runs are read by one statement. */
    static final int AT_ONCE = 50;

    private static final String ONE = "select seq, state from run where seq = ?";
    private static final String MANY =
            "select seq, state from run where seq in (%s)"
                    .formatted(String.join(", ", Collections.nCopies(AT_ONCE, "?")));

    private final SessionRuns index;

    Line(SessionRuns index) {
        this.index = index;
    }

    /** One place in the line. */
    record Place(long run, RunState state) {}

    /** A part of the line, and what to ask for next. */
    record Page(List<Place> places, long last, boolean isLast) {}

    /** Runs before {@code run}, newest first. May hold fewer than {@code limit} and not be last. */
    Page before(Reader reader, long session, long run, int limit) {
        return page(reader, index.before(reader, session, run, limit), limit);
    }

    /** Runs after {@code run}, oldest first. May hold fewer than {@code limit} and not be last. */
    Page after(Reader reader, long session, long run, int limit) {
        return page(reader, index.after(reader, session, run, limit), limit);
    }

    /** Numbers of a session's runs before {@code run}, newest first; some may lead nowhere. */
    long[] numbersBefore(Reader reader, long session, long run, int limit) {
        return index.before(reader, session, run, limit);
    }

    /** Numbers of a session's runs after {@code run}, oldest first; some may lead nowhere. */
    long[] numbersAfter(Reader reader, long session, long run, int limit) {
        return index.after(reader, session, run, limit);
    }

    /** Whether a run that ends the session's line, cancelled ones aside, is unfinished. */
    boolean isUnfinished(Reader reader, long session, long before) {
        long bound = before;
        for (int limit = 1; ; limit = AT_ONCE) {
            Page page = before(reader, session, bound, limit);
            for (Place place : page.places) {
                if (place.state != RunState.CANCELLED) {
                    return !place.state.isFinal();
                }
            }
            if (page.isLast) {
                return false;
            }
            bound = page.last;
        }
    }

    private static Page page(Reader reader, long[] runs, int limit) {
        Map<Long, RunState> states = new HashMap<>();
        for (int from = 0; from < runs.length; from += AT_ONCE) {
            long[] some = Arrays.copyOfRange(runs, from, Math.min(runs.length, from + AT_ONCE));
            states(reader, some).forEach(place -> states.put(place.run, place.state));
        }
        List<Place> places = new ArrayList<>(runs.length);
        for (long run : runs) {
            RunState state = states.get(run);
            if (state != null) {
                places.add(new Place(run, state));
            }
        }
        long last = runs.length == 0 ? 0 : runs[runs.length - 1];
        return new Page(places, last, runs.length < limit);
    }

    private static List<Place> states(Reader reader, long[] runs) {
        if (runs.length == 1) {
            return reader.list(
                    ONE, row -> new Place(row.integer(1), state(row.integer(2))), runs[0]);
        }
        Object[] numbers = new Object[AT_ONCE];
        Arrays.fill(numbers, 0L); // no run has this number
        for (int i = 0; i < runs.length; i++) {
            numbers[i] = runs[i];
        }
        return reader.list(MANY, row -> new Place(row.integer(1), state(row.integer(2))), numbers);
    }

    private static RunState state(long code) {
        return RunState.of(code);
    }
}
