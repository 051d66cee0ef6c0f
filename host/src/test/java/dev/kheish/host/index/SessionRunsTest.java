package dev.kheish.host.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.store.Store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** With generations so small that they go to the table all the time. */
class SessionRunsTest {
    private static final int GENERATION = 50;
    private static final int SESSIONS = 12;

    @TempDir Path folder;
    private Store store;
    private SessionRuns index;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("test.db"));
        index = SessionRuns.open(store, GENERATION);
    }

    @AfterEach
    void close() {
        index.close();
        store.close();
    }

    @Test
    void tellsTheRunsOfASessionInBothDirections() throws InterruptedException {
        List<Long> mine = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            long run = add(1 + i % 3);
            if (i % 3 == 0) {
                mine.add(run);
            }
        }

        assertThat(after(1, 0, 1000)).containsExactlyElementsOf(mine);
        assertThat(before(1, Long.MAX_VALUE, 1000)).containsExactlyElementsOf(mine.reversed());
        assertThat(after(1, mine.get(7), 2)).containsExactly(mine.get(8), mine.get(9));
        assertThat(before(1, mine.get(7), 2)).containsExactly(mine.get(6), mine.get(5));
        assertThat(after(99, 0, 10)).isEmpty();
    }

    @Test
    void knowsWhatAPlainMapKnowsWhateverHappens() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, List<Long>> model = new HashMap<>();
        for (int step = 0; step < 3000; step++) {
            if (random.nextInt(150) == 0) {
                reopen(random.nextBoolean());
            }
            long session = 1 + random.nextInt(SESSIONS);
            model.computeIfAbsent(session, _ -> new ArrayList<>()).add(add(session));
            if (step % 20 == 0) {
                compare(model, random, seed);
            }
        }
    }

    private void compare(Map<Long, List<Long>> model, Random random, long seed) {
        long session = 1 + random.nextInt(SESSIONS);
        List<Long> all = model.getOrDefault(session, List.of());
        long bound = random.nextInt(4000);
        int limit = 1 + random.nextInt(80);

        assertThat(after(session, bound, limit))
                .as("seed " + seed)
                .containsExactlyElementsOf(
                        all.stream().filter(run -> run > bound).limit(limit).toList());
        assertThat(before(session, bound, limit))
                .as("seed " + seed)
                .containsExactlyElementsOf(
                        all.reversed().stream().filter(run -> run < bound).limit(limit).toList());
    }

    @Test
    void aDeletedRunIsForgotten() throws InterruptedException {
        List<Long> runs = new ArrayList<>();
        for (int i = 0; i < GENERATION * 3; i++) {
            runs.add(add(1));
        }
        reopen(true);

        store.write(
                tx -> {
                    index.remove(tx, 1, runs.getFirst());
                    return true;
                });

        assertThat(after(1, 0, 1)).containsExactly(runs.get(1));
    }

    @Test
    void runsInGreatCommitsDoNotPileUpInMemory() throws InterruptedException {
        int many = 1000;
        int most = 0;
        for (int commit = 0; commit < 300; commit++) {
            long first = 1L + commit * many;
            store.write(tx -> addMany(first, many));
            most = Math.max(most, index.waiting());
        }

        // Slices of one size would leave three quarters behind; how far these are behind depends on
        // how often their thread gets its turn.
        assertThat(most).isLessThan(300 * many / 2);
    }

    private boolean addMany(long first, int count) {
        for (long run = first; run < first + count; run++) {
            index.add(run % SESSIONS, run);
        }
        return true;
    }

    /** Without closing: as after a kill, what was in memory is gone. */
    private void reopen(boolean cleanly) {
        if (cleanly) {
            index.close();
        }
        store.close();
        if (!cleanly) {
            index.close(); // only its thread ends: there is no store to write to
        }
        open();
    }

    private long add(long session) throws InterruptedException {
        return store.write(
                tx -> {
                    long run = RunRows.add(tx, session, List.of());
                    index.add(session, run);
                    return run;
                });
    }

    private List<Long> after(long session, long run, int limit) {
        return list(store.read(reader -> index.after(reader, session, run, limit)));
    }

    private List<Long> before(long session, long run, int limit) {
        return list(store.read(reader -> index.before(reader, session, run, limit)));
    }

    private static List<Long> list(long[] runs) {
        return Arrays.stream(runs).boxed().toList();
    }
}
