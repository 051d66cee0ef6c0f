package dev.kheish.host.run;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;
import dev.kheish.host.session.Session;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Tx;
import dev.kheish.host.stream.EventLog;
import dev.kheish.host.stream.NewEvent;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Writes outputs with their deliveries. For the writer thread. */
final class Outputs {
    private static final String COLUMNS =
            "select seq, nonce, created_ms, session, run, body from output";

    private final Outbox outbox;
    private final EventLog events;
    private final Clock clock;

    Outputs(Outbox outbox, EventLog events, Clock clock) {
        this.outbox = outbox;
        this.events = events;
        this.clock = clock;
    }

    /** Adds an output of a run; one that the worker named before is left as it is. */
    StoredOutput add(Tx tx, StoredRun run, OutputDraft draft, List<StoredTarget> runTargets) {
        Optional<StoredOutput> earlier = named(tx, run, draft);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        long seq = tx.next(Sequence.OUTPUT);
        RowId id = RowId.of(clock.millis(), seq);
        StoredOutput output = new StoredOutput(seq, run.session(), run.seq(), id, draft.body());
        tx.update(
                "insert into output (seq, nonce, created_ms, session, run, output_id, body)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                seq,
                id.nonce(),
                id.atMs(),
                run.session(),
                run.seq(),
                draft.outputId(),
                draft.body());
        outbox.add(tx, output, targets(tx, run, draft, runTargets));
        String data = Json.write(Json.object().put("output", output.text()));
        events.append(tx, NewEvent.ofRun("run_output", run.session(), run.seq(), data));
        return output;
    }

    static List<StoredOutput> ofRun(Reader reader, long run) {
        return reader.list(COLUMNS + " where run = ? order by seq", Outputs::read, run);
    }

    private static Optional<StoredOutput> named(Tx tx, StoredRun run, OutputDraft draft) {
        return draft.outputId() == null
                ? Optional.empty()
                : tx.one(
                        COLUMNS + " where run = ? and output_id = ?",
                        Outputs::read,
                        run.seq(),
                        draft.outputId());
    }

    private static List<StoredTarget> targets(
            Tx tx, StoredRun run, OutputDraft draft, List<StoredTarget> runTargets) {
        if (!draft.targets().isEmpty()) {
            return draft.targets();
        }
        if (!runTargets.isEmpty()) {
            return runTargets;
        }
        return Sessions.read(tx, run.session())
                .map(Session::targets)
                .map(text -> StoredTarget.listFromJson(Json.readStored(text)))
                .orElse(List.of());
    }

    private static StoredOutput read(Row row) {
        long seq = row.integer(1);
        RowId id = new RowId(row.integer(3), seq, row.integer(2));
        return new StoredOutput(seq, row.integer(4), row.integerOrNull(5), id, row.text(6));
    }
}
