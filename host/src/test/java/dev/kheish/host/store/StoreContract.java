package dev.kheish.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What every database has to keep: durable, undone apart, numbered once, shared fairly. Subclasses
 * say which database.
 */
abstract class StoreContract {
    private static final Insert META = Insert.into("meta", "name, value");
    private static final Tally COUNTS = Tally.of("run_count", "preparing", "queued");

    @TempDir Path dir;
    Store store;

    /** Opens the database at a place, making it if need be. */
    abstract Store open(Path place);

    @BeforeEach
    void openStore() {
        store = open(dir.resolve("kheish.db"));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() throws InterruptedException {
        put("a", "1");
        store.close();
        store = open(dir.resolve("kheish.db"));

        assertThat(get("a")).isEqualTo("1");
    }

    @Test
    void rowsThatWaitAreSeenByWhoeverNamesTheirTable() throws InterruptedException {
        List<Long> seen =
                store.write(
                        tx -> {
                            List<Long> counts = new ArrayList<>();
                            for (int i = 0; i < 200; i++) {
                                tx.insert(META, "row" + i, "x");
                                if (i % 67 == 0) {
                                    counts.add(count(tx));
                                }
                            }
                            counts.add(count(tx));
                            return counts;
                        });

        assertThat(seen).containsExactly(1L, 68L, 135L, 200L);
        long stored = store.read(StoreContract::count);
        assertThat(stored).isEqualTo(200);
    }

    @Test
    void rowsAndSumsOfWorkThatFailedAreUndoneWithIt() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> store.write(tx -> await(gate)));
            List<Future<?>> works = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                int number = i;
                works.add(threads.submit(() -> store.write(tx -> addAndPerhapsFail(tx, number))));
            }
            gate.countDown();
            first.get();
            for (int i = 0; i < 9; i++) {
                assertThat(works.get(i).state() == Future.State.FAILED || isDone(works.get(i)))
                        .isTrue();
            }
        }

        long rows = store.read(StoreContract::count);
        long sum = store.read(reader -> reader.number("select queued from run_count", -1));
        assertThat(List.of(rows, sum)).containsExactly(6L, 6L);
    }

    @Test
    void rowsThatCouldNotBeWrittenKeepNoLaterOnesBack() throws InterruptedException {
        store.write(
                tx -> {
                    tx.insert(META, "row1", "x");
                    return true;
                });
        assertThatThrownBy(
                        () ->
                                store.write(
                                        tx -> {
                                            tx.insert(META, "row1", "there already");
                                            return count(tx);
                                        }))
                .isInstanceOf(StoreException.class);
        store.write(
                tx -> {
                    tx.insert(META, "row2", "x");
                    return true;
                });

        long stored = store.read(StoreContract::count);
        assertThat(stored).isEqualTo(2);
    }

    private static boolean isDone(Future<?> work) throws InterruptedException {
        try {
            work.get();
            return true;
        } catch (ExecutionException e) {
            return e.getCause().getMessage().equals("on purpose");
        }
    }

    private static boolean addAndPerhapsFail(Tx tx, int number) {
        tx.insert(META, "row" + number, "x");
        tx.add(COUNTS, 1, 1);
        if (number % 3 == 0) {
            throw new IllegalStateException("on purpose");
        }
        return true;
    }

    private static long count(Reader reader) {
        return reader.number("select count(*) from meta where name like 'row%'", -1);
    }

    @Test
    void undoesOnlyTheWorkThatFails() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger told = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> store.write(tx -> await(gate)));
            List<Future<?>> good = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String name = "good" + i;
                good.add(
                        threads.submit(
                                () ->
                                        store.write(
                                                tx -> {
                                                    tx.afterCommit(told::incrementAndGet);
                                                    return insert(tx, name, "x");
                                                })));
            }
            Future<?> bad =
                    threads.submit(
                            () ->
                                    store.write(
                                            tx -> {
                                                insert(tx, "bad", "x");
                                                tx.afterCommit(told::incrementAndGet);
                                                throw new IllegalStateException("on purpose");
                                            }));
            gate.countDown();
            first.get();
            for (Future<?> each : good) {
                each.get();
            }

            assertThatThrownBy(bad::get).hasRootCauseMessage("on purpose");
        }

        assertThat(store.<Long>read(reader -> reader.number("select count(*) from token", 0)))
                .isEqualTo(20);
        assertThat(told).hasValue(20);
    }

    @Test
    void numbersNeverReturnNotEvenAfterTheirRowsAreGone() throws InterruptedException {
        long last = store.write(tx -> tx.next(Sequence.RUN));
        store.close();
        store = open(dir.resolve("kheish.db"));

        assertThat(store.<Long>write(tx -> tx.next(Sequence.RUN))).isGreaterThan(last);
    }

    @Test
    void numbersStayUniqueWhenTheirReservationIsUndone() throws InterruptedException {
        assertThatThrownBy(
                        () ->
                                store.write(
                                        tx -> {
                                            tx.next(Sequence.RUN);
                                            throw new IllegalStateException("on purpose");
                                        }))
                .hasMessage("on purpose");
        long after = store.write(tx -> tx.next(Sequence.RUN));
        store.close();
        store = open(dir.resolve("kheish.db"));

        assertThat(store.<Long>write(tx -> tx.next(Sequence.RUN))).isGreaterThan(after);
    }

    @Test
    void numbersOfWorkThatFailedNeverReturnOnceSomethingElseWasCommitted()
            throws InterruptedException {
        AtomicLong given = new AtomicLong();
        assertThatThrownBy(
                        () ->
                                store.write(
                                        tx -> {
                                            given.set(tx.next(Sequence.RUN));
                                            throw new IllegalStateException("on purpose");
                                        }))
                .hasMessage("on purpose");
        put("a", "1");
        store.close();
        store = open(dir.resolve("kheish.db"));

        assertThat(store.<Long>write(tx -> tx.next(Sequence.RUN))).isGreaterThan(given.get());
    }

    @Test
    void whatWasUndoneIsToldLastFirstAndWhatStandsIsNot() throws InterruptedException {
        List<String> undone = new ArrayList<>();
        store.write(
                tx -> {
                    tx.ifUndone(() -> undone.add("kept"));
                    return 1;
                });
        assertThatThrownBy(
                        () ->
                                store.write(
                                        tx -> {
                                            tx.ifUndone(() -> undone.add("first"));
                                            tx.ifUndone(() -> undone.add("second"));
                                            throw new IllegalStateException("on purpose");
                                        }))
                .hasMessage("on purpose");

        // The work is done once with others and once apart.
        assertThat(undone).containsExactly("second", "first", "second", "first");
    }

    @Test
    void oneOwnerHoldsAQuarterOfTheQueueAtMost() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger busy = new AtomicInteger();
        int tries = Writer.capacity() / 4 + 50;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch held = new CountDownLatch(1);
            threads.execute(() -> hold(held, gate));
            held.await();
            CountDownLatch refused = new CountDownLatch(50);
            for (int i = 0; i < tries; i++) {
                threads.execute(
                        () -> {
                            try {
                                store.offer("greedy", tx -> 1L);
                            } catch (StoreBusyException e) {
                                busy.incrementAndGet();
                                refused.countDown();
                            }
                        });
            }
            refused.await();
            Future<Long> other = threads.submit(() -> store.offer("modest", tx -> 2L));
            gate.countDown();

            assertThat(other.get()).isEqualTo(2L);
        }
        assertThat(busy).hasValue(50);
    }

    @Test
    void refusesADatabaseOfANewerProgram() throws InterruptedException {
        store.write(tx -> tx.update("insert into schema_version (number) values (99)"));
        store.close();

        assertThatThrownBy(() -> open(dir.resolve("kheish.db")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("The database has schema 99")
                .hasMessageContaining("written by a newer version");
        store = open(dir.resolve("other.db"));
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();

        assertThatThrownBy(() -> store.write(tx -> 1)).hasMessage("The store is closed");
        store = open(dir.resolve("other.db"));
    }

    private void hold(CountDownLatch held, CountDownLatch gate) {
        try {
            store.write(
                    tx -> {
                        held.countDown();
                        return await(gate);
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long await(CountDownLatch gate) {
        try {
            gate.await();
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void put(String name, String value) throws InterruptedException {
        store.write(tx -> insert(tx, name, value));
    }

    private static long insert(Tx tx, String name, String value) {
        return tx.update(
                "insert into token (name, role, hash, created_ms) values (?, ?, ?, 0)",
                name,
                value,
                new byte[0]);
    }

    private String get(String name) {
        return store.read(
                reader ->
                        reader.one(
                                        "select role from token where name = ?",
                                        row -> row.text(1),
                                        name)
                                .orElseThrow());
    }
}
