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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** With generations so small that the table is written all the time. */
class SessionIdsTest {
    private static final int GENERATION = 8;
    private static final int STEPS = 600;

    /** The database and Java order these differently. */
    private static final List<String> BEGINNINGS = List.of("id-", "id-\uFF5E", "id-\uD83D\uDE00");

    @TempDir Path folder;
    private Store store;
    private SessionIds ids;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("test.db"));
        ids = SessionIds.open(store, GENERATION);
    }

    @AfterEach
    void close() {
        ids.close();
        store.close();
    }

    @Test
    void knowsWhatASortedMapKnowsWhateverHappens() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeMap<String, Long> model = new TreeMap<>(Utf8Order.INSTANCE);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(20)) {
                case 0 -> reopen(true);
                case 1 -> reopen(false);
                case 2 -> failing(random);
                default -> addSome(random, model);
            }
            String id = id(random);
            int limit = 1 + random.nextInt(20);
            assertThat(find(id)).as("seed %d, %s", seed, id).isEqualTo(model.getOrDefault(id, 0L));
            assertThat(after(id, limit))
                    .as("seed %d, after %s", seed, id)
                    .containsExactlyElementsOf(places(model.tailMap(id, false), limit));
        }
        assertThat(after("", 1000)).containsExactlyElementsOf(places(model, 1000));
    }

    @Test
    void whatIsInTheTableIsNotReadFromTheSessionsAgain() throws InterruptedException {
        for (int i = 0; i < 3 * GENERATION; i++) {
            add("s" + i);
        }
        within(() -> mark() >= GENERATION); // a second one may wait for the next commit
        reopen(false);
        store.write(tx -> tx.update("delete from session_id where id = 's3'"));

        assertThat(after("s2", 2)).extracting(SessionIds.Place::id).containsExactly("s20", "s21");
        assertThat(after("s22", 2)).extracting(SessionIds.Place::id).containsExactly("s23", "s4");
    }

    @Test
    void whatWasUndoneNeverComesToTheTable() throws InterruptedException {
        add("a");
        assertThatThrownBy(
                        () ->
                                store.write(
                                        tx -> {
                                            for (int i = 0; i < 3 * GENERATION; i++) {
                                                add(tx, "undone " + i);
                                            }
                                            throw new IllegalStateException("on purpose");
                                        }))
                .hasMessage("on purpose");
        for (int i = 0; i < 3 * GENERATION; i++) {
            add("s" + i);
        }
        within(() -> mark() > 0);

        assertThat(after("", 100)).extracting(SessionIds.Place::id).noneMatch(this::isUndone);
    }

    @Test
    void aGreatCommitIsTakenWhole() throws InterruptedException {
        assertThat(ids.isFull()).isFalse();
        store.write(
                tx -> {
                    for (int i = 0; i < 5 * GENERATION; i++) {
                        add(tx, "s" + i);
                    }
                    return true;
                });
        within(() -> mark() > 0);

        assertThat(ids.isFull()).isFalse();
        assertThat(after("", 100)).hasSize(5 * GENERATION);
    }

    private boolean isUndone(String id) {
        return id.startsWith("undone");
    }

    private static List<SessionIds.Place> places(SortedMap<String, Long> model, int limit) {
        return model.entrySet().stream()
                .limit(limit)
                .map(each -> new SessionIds.Place(each.getKey(), each.getValue()))
                .toList();
    }

    /** Few enough that ids come again, as those of deleted sessions do. */
    private static String id(Random random) {
        return BEGINNINGS.get(random.nextInt(BEGINNINGS.size())) + random.nextInt(70);
    }

    private void addSome(Random random, TreeMap<String, Long> model) throws InterruptedException {
        List<String> chosen = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            chosen.add(id(random));
        }
        List<Long> rows =
                store.write(
                        tx -> {
                            List<Long> made = new ArrayList<>();
                            chosen.forEach(id -> made.add(add(tx, id)));
                            return made;
                        });
        for (int i = 0; i < chosen.size(); i++) {
            model.put(chosen.get(i), rows.get(i));
        }
    }

    private void failing(Random random) {
        assertThatThrownBy(
                        () ->
                                store.write(
                                        tx -> {
                                            add(tx, id(random));
                                            add(tx, id(random));
                                            throw new IllegalStateException("on purpose");
                                        }))
                .hasMessage("on purpose");
    }

    /** Without closing: as after a kill, what was in memory is gone. */
    private void reopen(boolean cleanly) {
        if (cleanly) {
            ids.close();
        }
        store.close();
        if (!cleanly) {
            ids.close(); // only its thread ends: there is no store to write to
        }
        open();
    }

    private long add(String id) throws InterruptedException {
        return store.write(tx -> add(tx, id));
    }

    private long add(Tx tx, String id) {
        long row = tx.next(Sequence.SESSION);
        tx.update("insert into session (seq, id, created_ms) values (?, ?, 0)", row, id);
        ids.add(tx, id, row);
        return row;
    }

    private long find(String id) throws InterruptedException {
        return store.write(tx -> found(tx, id));
    }

    private long found(Reader reader, String id) {
        return ids.find(reader, id).orElse(0);
    }

    private List<SessionIds.Place> after(String id, int limit) {
        return store.read(reader -> ids.after(reader, id, limit));
    }

    private long mark() {
        return store.read(Mark.SESSION_IDS::read);
    }

    private static void within(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
