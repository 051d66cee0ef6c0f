package dev.kheish.host.run;

import dev.kheish.host.index.Recent;

import org.jspecify.annotations.Nullable;

/** Remembers of sessions used lately whether they have unfinished runs. For the writer thread. */
final class BusySessions {
    private static final int REMEMBERED = 20_000;

    private final Recent<Long, Boolean> known = new Recent<>(REMEMBERED);

    @Nullable Boolean get(long session) {
        return known.get(session);
    }

    void put(long session, boolean busy) {
        known.put(session, busy);
    }

    void clear() {
        known.clear();
    }
}
