package dev.kheish.host.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** With tables so small that segments are written and merged all the time. */
class BindingsTest {
    private static final int TABLE_KEYS = 8;
    private static final int STEPS = 300;
    private static final int CALLERS = 6;

    @TempDir Path folder;
    private Store store;
    private Bindings bindings;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("test.db"));
        bindings = Bindings.open(store, TABLE_KEYS);
    }

    @AfterEach
    void close() {
        bindings.close();
        store.close();
    }

    @Test
    void findsTheRowOfAKeyAndNothingForOthers() throws InterruptedException {
        long row = add("a");

        assertThat(find("a")).hasValue(row);
        assertThat(find("b")).isEmpty();
    }

    @Test
    void aKeyThatWasGivenAgainLeadsToItsNewRow() throws InterruptedException {
        add("a");
        fill("x", 30);
        store.write(tx -> remove(tx, "a"));
        long again = add("a");
        fill("y", 100);

        assertThat(find("a")).hasValue(again);
    }

    @Test
    void whatWasUndoneLeavesTheRowBefore() throws InterruptedException {
        long row = add("a");

        assertThatThrownBy(
                        () ->
                                store.write(
                                        tx -> {
                                            remove(tx, "a");
                                            add(tx, "a");
                                            throw new IllegalStateException("on purpose");
                                        }))
                .hasMessage("on purpose");

        assertThat(find("a")).hasValue(row);
    }

    @Test
    void whatWasUndoneNeverComesToDisk() throws InterruptedException {
        long row = add("a");
        assertThatThrownBy(
                        () ->
                                store.write(
                                        tx -> {
                                            remove(tx, "a");
                                            add(tx, "a");
                                            for (int i = 0; i < 5 * TABLE_KEYS; i++) {
                                                add(tx, "other " + i);
                                            }
                                            throw new IllegalStateException("on purpose");
                                        }))
                .hasMessage("on purpose");
        fill("x", 10 * TABLE_KEYS);
        reopen(false);

        assertThat(find("a")).hasValue(row);
        assertThat(find("other 1")).isEmpty();
    }

    @Test
    void aReaderOlderThanWhatIsOnDiskFindsWhatWasThere() throws Exception {
        long row = add("a");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            OptionalLong found =
                    store.read(
                            reader -> {
                                reader.number("select count(*) from binding", 0);
                                Future<?> others = threads.submit(() -> fill("x", 600));
                                join(others);
                                return bindings.find(reader, "a");
                            });

            assertThat(found).hasValue(row);
        }
    }

    @Test
    void knowsWhatAPlainMapKnowsWhateverHappens() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Long> model = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(20)) {
                case 0 -> reopen(true);
                case 1 -> reopen(false);
                default -> manyAtOnce(random, model);
            }
            for (int i = 0; i < 20; i++) {
                String key = key(random, random.nextInt(CALLERS));
                assertThat(find(key)).as("seed %d, %s", seed, key).isEqualTo(wanted(model, key));
            }
        }
    }

    /** Callers that share a commit, some of which fail; each has keys of its own. */
    private void manyAtOnce(Random random, Map<String, Long> model) throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> holder = threads.submit(() -> store.write(tx -> hold(held, gate)));
            held.await();
            List<Future<Map<String, Long>>> calls = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                Random own = new Random(random.nextLong());
                int number = caller;
                Map<String, Long> before = Map.copyOf(model);
                calls.add(threads.submit(() -> call(own, number, before)));
            }
            gate.countDown();
            holder.get();
            for (Future<Map<String, Long>> call : calls) {
                call.get()
                        .forEach(
                                (key, row) -> {
                                    if (row == 0) {
                                        model.remove(key);
                                    } else {
                                        model.put(key, row);
                                    }
                                });
            }
        }
    }

    /** What it changed: rows by key, 0 for none. */
    private Map<String, Long> call(Random random, int caller, Map<String, Long> before)
            throws InterruptedException {
        long seed = random.nextLong();
        boolean fails = random.nextInt(5) == 0;
        try {
            return store.write(
                    tx -> {
                        Map<String, Long> changed = new HashMap<>();
                        Random again = new Random(seed); // the writer may do the work twice
                        for (int i = again.nextInt(4); i >= 0; i--) {
                            String key = key(again, caller);
                            long now = changed.getOrDefault(key, before.getOrDefault(key, 0L));
                            if (now != 0) {
                                remove(tx, key);
                            }
                            changed.put(key, again.nextInt(4) == 0 ? 0 : add(tx, key));
                        }
                        if (fails) {
                            throw new IllegalStateException("on purpose");
                        }
                        return changed;
                    });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("on purpose");
            return Map.of();
        }
    }

    private static String key(Random random, int caller) {
        return caller + " " + random.nextInt(40);
    }

    private static OptionalLong wanted(Map<String, Long> model, String key) {
        Long row = model.get(key);
        return row == null ? OptionalLong.empty() : OptionalLong.of(row);
    }

    private static long hold(CountDownLatch held, CountDownLatch gate) {
        held.countDown();
        try {
            gate.await();
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Future<?> work) {
        try {
            work.get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without closing: as after a kill, what was in memory is gone. */
    private void reopen(boolean cleanly) {
        if (cleanly) {
            bindings.close();
        }
        store.close();
        if (!cleanly) {
            bindings.close(); // only its threads end: there is no store to write to
        }
        open();
    }

    private boolean fill(String prefix, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            add(prefix + i);
        }
        return true;
    }

    private long add(String key) throws InterruptedException {
        return store.write(tx -> add(tx, key));
    }

    private long add(Tx tx, String key) {
        long row = tx.next(Sequence.BINDING);
        tx.update(
                "insert into binding (seq, key, session, created_ms) values (?, ?, 1, 0)",
                row,
                key);
        bindings.add(tx, key, row);
        return row;
    }

    private static int remove(Tx tx, String key) {
        return tx.update("delete from binding where key = ?", key);
    }

    /** The row that a key leads to, if the row agrees. */
    private OptionalLong find(String key) throws InterruptedException {
        return store.write(tx -> valid(tx, key));
    }

    private OptionalLong valid(Reader reader, String key) {
        OptionalLong row = bindings.find(reader, key);
        boolean there =
                row.isPresent()
                        && reader.number(
                                        "select 1 from binding where seq = ? and key = ?",
                                        0,
                                        row.getAsLong(),
                                        key)
                                == 1;
        return there ? row : OptionalLong.empty();
    }
}
