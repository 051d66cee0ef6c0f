package dev.kheish.host.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.session.Session.Terms;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** No unique index keeps a conversation from splitting, so this looks whether one does. */
class SessionsTest {
    private static final int ROUNDS = 12;
    private static final int CALLERS = 8;
    private static final int CALLS = 60;
    private static final int NAMES = 12;

    @TempDir Path folder;
    private Store store;
    private Sessions sessions;
    private SessionControl control;

    @BeforeEach
    void open() {
        Clock clock = Clock.systemUTC();
        store = Store.open(folder.resolve("test.db"));
        EventLog events = new EventLog(clock);
        sessions = new Sessions(store, events, clock);
        control = new SessionControl(store, sessions, (_, _) -> false, events, clock);
    }

    @AfterEach
    void close() {
        sessions.close();
        store.close();
    }

    @Test
    void aNameLeadsToOneSessionWhateverCallersDoAtOnceAndWhateverFails() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> callers = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    Random own = new Random(random.nextLong());
                    callers.add(threads.submit(() -> call(own)));
                }
                for (Future<?> caller : callers) {
                    caller.get();
                }
            }
            check("seed " + seed);
            if (random.nextBoolean()) {
                sessions.close();
            }
            store.close();
            sessions.close();
            open();
            check("after a restart, seed " + seed);
        }
    }

    @Test
    void aKeyThatMovesLeadsSomewhereAllTheTime() throws Exception {
        store.write(tx -> enter(tx, "a", "key"));
        store.write(tx -> enter(tx, "b", "other"));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> moves =
                    threads.submit(
                            () -> {
                                for (int i = 0; i < 300; i++) {
                                    control.bind(i % 3 == 0 ? "a" : "b", "key", true);
                                }
                                return true;
                            });
            while (!moves.isDone()) {
                assertThat(control.boundTo("key")).isPresent();
            }
            moves.get();
        }
    }

    private boolean call(Random random) throws InterruptedException {
        for (int i = 0; i < CALLS; i++) {
            String id = "id-" + random.nextInt(NAMES);
            String key = "key-" + random.nextInt(NAMES);
            switch (random.nextInt(8)) {
                case 0 -> control.delete(id);
                case 1 -> control.bind(id, key, random.nextBoolean());
                case 2 -> control.unbind(id, key);
                case 3 -> failing(id, key);
                default -> store.write(tx -> enter(tx, id, key));
            }
        }
        return true;
    }

    private void failing(String id, String key) throws InterruptedException {
        try {
            store.write(
                    tx -> {
                        enter(tx, id, key);
                        throw new IllegalStateException("on purpose");
                    });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("on purpose");
        }
    }

    /** As an event does. */
    private long enter(Tx tx, String id, String key) {
        Resolution found =
                sessions.resolve(tx, new SessionHints(null, null, null, List.of(key), id));
        Session session =
                switch (found) {
                    case Resolution.Existing(Session existing) -> existing;
                    default -> sessions.create(tx, new NewSession(id, null, null, Terms.NONE));
                };
        sessions.bind(tx, key, session);
        return session.seq();
    }

    private void check(String situation) {
        assertThat(twice("select id from session where deleted_ms is null group by id"))
                .as(situation)
                .isEmpty();
        assertThat(twice("select key from binding group by key")).as(situation).isEmpty();
        for (int i = 0; i < NAMES; i++) {
            String id = "id-" + i;
            String key = "key-" + i;
            assertThat(control.find(id).map(Session::seq))
                    .as("%s, %s", situation, id)
                    .isEqualTo(
                            row("select seq from session where id = ? and deleted_ms is null", id));
            assertThat(control.boundTo(key).map(Session::seq))
                    .as("%s, %s", situation, key)
                    .isEqualTo(row("select session from binding where key = ?", key));
        }
        assertThat(control.list(null, "", 100))
                .as(situation)
                .extracting(Session::id)
                .containsExactlyElementsOf(
                        store.<List<String>>read(
                                reader ->
                                        reader.list(
                                                "select id from session where deleted_ms is null order by id",
                                                row -> row.text(1))));
    }

    private List<String> twice(String grouped) {
        return store.read(
                reader -> reader.list(grouped + " having count(*) > 1", row -> row.text(1)));
    }

    private Optional<Long> row(String sql, String name) {
        return store.read(reader -> reader.one(sql, row -> row.integer(1), name));
    }
}
