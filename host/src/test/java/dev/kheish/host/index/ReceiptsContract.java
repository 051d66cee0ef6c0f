package dev.kheish.host.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.host.store.Store;

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

/** What finding runs by receipt key promises, however it is done. */
abstract class ReceiptsContract {
    private static final int STEPS = 400;

    @TempDir Path folder;
    Store store;
    Receipts receipts;

    /** Opens the index of {@link #store}. */
    abstract Receipts openReceipts() throws InterruptedException;

    @BeforeEach
    void open() throws InterruptedException {
        store = Store.open(folder.resolve("test.db"));
        receipts = openReceipts();
    }

    @AfterEach
    void close() {
        receipts.close();
        store.close();
    }

    @Test
    void findsTheRunOfAKeyAndNothingForOthers() throws InterruptedException {
        long run = add(new IndexKey(5, 6));

        assertThat(find(new IndexKey(5, 6))).hasValue(run);
        assertThat(find(new IndexKey(5, 7))).isEmpty();
        assertThat(find(new IndexKey(6, 6))).isEmpty();
    }

    @Test
    void keysThatShareTheirUpperHalfAreToldApart() throws InterruptedException {
        Map<IndexKey, Long> runs = new HashMap<>();
        for (int i = 0; i < 2000; i++) {
            IndexKey key = new IndexKey(i % 2 == 0 ? 77 : -1, i);
            runs.put(key, add(key));
        }

        runs.forEach((key, run) -> assertThat(find(key)).hasValue(run));
        assertThat(find(new IndexKey(77, 5000))).isEmpty();
    }

    @Test
    void aKeyThatIsAddedAgainLeadsToItsNewestRun() throws InterruptedException {
        IndexKey key = new IndexKey(9, 9);
        add(key);
        fill(200);
        long newest = add(key);
        fill(2000);

        assertThat(find(key)).hasValue(newest);
    }

    @Test
    void readersFindWhatWasCommitted() throws InterruptedException {
        IndexKey key = new IndexKey(3, 4);
        long run = add(key);

        OptionalLong found = store.read(reader -> receipts.find(reader, key));
        assertThat(found).hasValue(run);
    }

    @Test
    void workThatFailedLeavesNothingToBelieve() throws InterruptedException {
        IndexKey key = new IndexKey(1, 1);

        assertThatThrownBy(
                        () ->
                                store.write(
                                        tx -> {
                                            long run = RunRows.add(tx, 1, List.of(key));
                                            receipts.add(tx, key, run);
                                            throw new IllegalStateException("on purpose");
                                        }))
                .hasMessage("on purpose");
        OptionalLong found = find(key);
        long run = add(key);

        assertThat(found.isEmpty() || !exists(found.getAsLong())).isTrue();
        assertThat(find(key)).hasValue(run);
    }

    @Test
    void knowsWhatAPlainMapKnowsWhateverHappens() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<IndexKey, Long> model = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(20)) {
                case 0 -> reopen(true);
                case 1 -> reopen(false);
                default -> addSome(random, model);
            }
            if (step % 10 == 0) {
                compare(model, random, seed);
            }
        }

        model.forEach((key, run) -> assertThat(find(key)).as("seed " + seed).hasValue(run));
    }

    private void compare(Map<IndexKey, Long> model, Random random, long seed)
            throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            IndexKey key = key(random);
            Long run = model.get(key);
            OptionalLong expected = run == null ? OptionalLong.empty() : OptionalLong.of(run);
            assertThat(find(key)).as("seed " + seed).isEqualTo(expected);
        }
    }

    /** Few enough that keys come again, in clusters and spread. */
    private static IndexKey key(Random random) {
        long high =
                random.nextBoolean() ? 1 + random.nextInt(4) : random.nextInt() * 4_000_000_000L;
        return new IndexKey(high == 0 ? 1 : high, random.nextInt(64));
    }

    private void addSome(Random random, Map<IndexKey, Long> model) throws InterruptedException {
        List<IndexKey> keys = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            IndexKey key = key(random);
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        long run = add(keys.toArray(IndexKey[]::new));
        keys.forEach(key -> model.put(key, run));
    }

    /** Without closing: as after a kill, what was in memory is gone. */
    void reopen(boolean cleanly) throws InterruptedException {
        if (cleanly) {
            receipts.close();
        }
        store.close();
        if (!cleanly) {
            receipts.close(); // only its thread ends: there is no store to write to
        }
        store = Store.open(folder.resolve("test.db"));
        receipts = openReceipts();
    }

    void fill(int count) throws InterruptedException {
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            add(new IndexKey(random.nextLong() | 1, random.nextLong()));
        }
    }

    long add(IndexKey... keys) throws InterruptedException {
        return store.write(
                tx -> {
                    long run = RunRows.add(tx, 1, List.of(keys));
                    for (IndexKey key : keys) {
                        receipts.add(tx, key, run);
                    }
                    return run;
                });
    }

    OptionalLong find(IndexKey key) {
        try {
            return store.write(tx -> receipts.find(tx, key));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean exists(long run) {
        return store.read(reader -> reader.number("select 1 from run where seq = ?", 0, run)) == 1;
    }
}
