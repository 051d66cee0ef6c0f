package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers of sessions used lately whether they have unfinished runs. For the writer thread. */
final class BusySessions {
    private static final int REMEMBERED = 20_000;

    private final Map<Long, Boolean> known =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            };

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
