package dev.kheish.host.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;
import dev.kheish.host.session.NewSession;
import dev.kheish.host.session.Session.Terms;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Store;
import dev.kheish.host.stream.EventLog;
import dev.kheish.spi.Origin;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

final class RunAddTest {
    private static final String INPUT = RunInput.ofText("api", "test", "hello").write();

    @TempDir private Path folder;
    private Store store;
    private Sessions sessions;
    private Runs runs;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("store.db"));
        EventLog events = new EventLog(Clock.systemUTC());
        sessions = new Sessions(store, events, Clock.systemUTC());
        runs = new Runs(store, events, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void onlyTheFirstUnfinishedRunOfASessionIsReady() throws Exception {
        long session = session("one");

        StoredRun first = store.write(tx -> runs.add(tx, NewRun.of(session, INPUT)));
        StoredRun second = store.write(tx -> runs.add(tx, NewRun.of(session, INPUT)));

        assertThat(second.seq()).isGreaterThan(first.seq());
        assertThat(ready()).containsExactly(first.seq());
    }

    @Test
    void aPreparingRunHoldsItsSession() throws Exception {
        long session = session("one");

        store.write(tx -> runs.add(tx, new NewRun(session, null, true, null, null, INPUT, null)));
        store.write(tx -> runs.add(tx, NewRun.of(session, INPUT)));

        assertThat(ready()).isEmpty();
        assertThat(store.read(RunCounts::read))
                .containsEntry(RunState.PREPARING, 1L)
                .containsEntry(RunState.QUEUED, 1L);
    }

    @Test
    void inputComesBackAsItWasWritten() {
        RunInput input =
                new RunInput(
                        "shop",
                        "webhook",
                        "u-1",
                        Json.array().add(Json.object().put("type", "text").put("text", "hi")),
                        Json.array(),
                        Json.object().put("ticket", 9),
                        List.of(StoredTarget.ofSession("one", Origin.CLIENT)),
                        Json.array());

        assertThat(RunInput.read(input.write())).isEqualTo(input);
    }

    private long session(String id) throws InterruptedException {
        return store.write(tx -> sessions.create(tx, new NewSession(id, null, null, Terms.NONE)))
                .seq();
    }

    private List<Long> ready() {
        return store.read(reader -> reader.list("select run from ready", row -> row.integer(1)));
    }
}
