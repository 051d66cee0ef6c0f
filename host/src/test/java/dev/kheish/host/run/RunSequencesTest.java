package dev.kheish.host.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.store.Store;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Random sequences of calls against a model that is too simple to be wrong. */
final class RunSequencesTest {
    private static final int MAX_ATTEMPTS = RunSettings.DEFAULT.maxAttempts();

    enum Verb {
        ADD,
        ADD_PREPARING,
        PREPARED,
        CLAIM,
        COMPLETE,
        FAIL,
        FAIL_FOR_GOOD,
        EXPIRE,
        CANCEL,
        REPLAY,
        WAIT,
        UNDONE_ADD,
        RESTART
    }

    record Step(Verb verb, int pick) {}

    /** What the model knows of a run. */
    private static final class Model {
        final StoredRun run;
        final String session;
        RunState state;
        int attempt;
        long dueMs;
        long expiresMs;
        RunLease lease;

        Model(StoredRun run, String session, RunState state) {
            this.run = run;
            this.session = session;
            this.state = state;
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Verb.class), Arbitraries.integers().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void theQueueDoesWhatTheModelDoes(@ForAll("steps") List<Step> steps) throws Exception {
        Path folder = Files.createTempDirectory("runs");
        World world = new World(folder.resolve("store.db"));
        try {
            for (Step step : steps) {
                world.take(step);
                world.check();
            }
        } finally {
            world.fixture.close();
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The queue and the model side by side. */
    private static final class World {
        private final Path file;
        private final TestClock clock = new TestClock();
        private final List<Model> models = new ArrayList<>();
        private RunFixture fixture;

        World(Path file) {
            this.file = file;
            this.fixture = new RunFixture(Store.open(file), clock);
        }

        void take(Step step) throws InterruptedException {
            clock.advance(Duration.ofMillis(7));
            String session = "s" + step.pick % 3;
            switch (step.verb) {
                case ADD -> models.add(new Model(fixture.add(session), session, RunState.QUEUED));
                case ADD_PREPARING ->
                        models.add(
                                new Model(
                                        fixture.addPreparing(session),
                                        session,
                                        RunState.PREPARING));
                case PREPARED -> prepared(pick(step));
                case CLAIM -> claim(1 + step.pick % 4);
                case COMPLETE -> complete(pick(step));
                case FAIL -> fail(pick(step), true);
                case FAIL_FOR_GOOD -> fail(pick(step), false);
                case EXPIRE -> expire();
                case CANCEL -> cancel(pick(step));
                case REPLAY -> replay(pick(step));
                case WAIT -> clock.advance(Duration.ofSeconds(step.pick % 400));
                case UNDONE_ADD -> undoneAdd(session);
                case RESTART -> {
                    fixture.close();
                    fixture = new RunFixture(Store.open(file), clock);
                }
            }
        }

        private Model pick(Step step) {
            return models.isEmpty() ? null : models.get(step.pick % models.size());
        }

        private void undoneAdd(String session) throws InterruptedException {
            long seq = fixture.session(session);
            try {
                fixture.store.write(
                        tx -> {
                            fixture.runs.add(tx, NewRun.of(seq, RunFixture.INPUT));
                            throw new IllegalStateException("undone");
                        });
            } catch (RuntimeException e) {
                return;
            }
            throw new AssertionError("The work should have failed");
        }

        private void prepared(Model model) throws InterruptedException {
            if (model == null) {
                return;
            }
            RunInput input = RunInput.read(RunFixture.INPUT);
            fixture.store.write(
                    tx -> {
                        fixture.runs.prepared(tx, model.run.seq(), input);
                        return null;
                    });
            if (model.state == RunState.PREPARING) {
                model.state = RunState.QUEUED;
            }
        }

        private void claim(int limit) throws InterruptedException {
            List<Model> expected =
                    models.stream()
                            .filter(this::isClaimable)
                            .sorted(
                                    Comparator.comparingLong(World::readySince)
                                            .thenComparing(model -> model.run.seq()))
                            .limit(limit)
                            .toList();

            List<Claim> claims = fixture.claim(limit);

            assertThat(claims)
                    .extracting(Claim::run)
                    .containsExactlyElementsOf(expected.stream().map(model -> model.run).toList());
            for (int i = 0; i < claims.size(); i++) {
                Model model = expected.get(i);
                model.state = RunState.RUNNING;
                model.attempt++;
                model.dueMs = 0;
                model.expiresMs = claims.get(i).expiresMs();
                model.lease = claims.get(i).lease();
                assertThat(claims.get(i).attempt()).isEqualTo(model.attempt);
            }
        }

        private static long readySince(Model model) {
            return model.dueMs == 0 ? model.run.id().atMs() : model.dueMs;
        }

        private boolean isClaimable(Model model) {
            boolean head =
                    models.stream()
                            .noneMatch(
                                    other ->
                                            other.session.equals(model.session)
                                                    && other.run.seq() < model.run.seq()
                                                    && !other.state.isFinal());
            return head && model.state == RunState.QUEUED && model.dueMs <= clock.millis();
        }

        private boolean holds(Model model) {
            return model.state == RunState.RUNNING && model.expiresMs > clock.millis();
        }

        private void complete(Model model) throws InterruptedException {
            if (model == null || model.lease == null) {
                return;
            }
            var outcome = fixture.runs.complete(model.lease, List.of(OutputDraft.ofText("x")));
            boolean repeat = model.state == RunState.COMPLETED;
            if (holds(model) || repeat) {
                assertThat(outcome).isInstanceOf(LeaseOutcome.Done.class);
                model.state = RunState.COMPLETED;
            } else {
                assertThat(outcome).isInstanceOf(LeaseOutcome.Lost.class);
            }
        }

        private void fail(Model model, boolean retry) throws InterruptedException {
            if (model == null || !holds(model)) {
                return;
            }
            var outcome = fixture.runs.fail(model.lease, new RunFailure("no", retry, null));
            assertThat(outcome).isInstanceOf(LeaseOutcome.Done.class);
            if (retry && model.attempt < MAX_ATTEMPTS) {
                model.state = RunState.QUEUED;
                model.dueMs = fixture.row(model.run).dueMs();
                assertThat(model.dueMs).isGreaterThan(clock.millis());
            } else {
                model.state = RunState.FAILED;
            }
        }

        private void expire() throws InterruptedException {
            fixture.runs.expire();
            for (Model model : models) {
                if (model.state == RunState.RUNNING && model.expiresMs <= clock.millis()) {
                    model.state = model.attempt < MAX_ATTEMPTS ? RunState.QUEUED : RunState.FAILED;
                }
            }
        }

        private void cancel(Model model) throws InterruptedException {
            if (model == null) {
                return;
            }
            assertThat(fixture.runs.cancel(model.run.text())).contains(model.run);
            if (!model.state.isFinal()) {
                model.state = RunState.CANCELLED;
            }
        }

        private void replay(Model model) throws InterruptedException {
            if (model == null) {
                return;
            }
            Replay replay = fixture.runs.replay(model.run.text());
            if (model.state.isFinal()) {
                StoredRun made = ((Replay.Made) replay).run();
                models.add(new Model(made, model.session, RunState.QUEUED));
            } else {
                assertThat(replay).isEqualTo(new Replay.Unfinished(model.state));
            }
        }

        void check() {
            for (Model model : models) {
                assertThat(fixture.state(model.run)).isEqualTo(model.state);
            }
            long[] counts = new long[RunState.values().length];
            models.forEach(model -> counts[model.state.code()]++);
            assertThat(fixture.runs.status().counts().values())
                    .containsExactly(
                            counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
            assertThat(leasedSessions()).doesNotHaveDuplicates();
        }

        private List<Long> leasedSessions() {
            return fixture.store.read(
                    reader -> reader.list("select session from run_lease", row -> row.integer(1)));
        }
    }
}
