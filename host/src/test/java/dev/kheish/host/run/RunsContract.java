package dev.kheish.host.run;

import static dev.kheish.host.run.RunState.CANCELLED;
import static dev.kheish.host.run.RunState.COMPLETED;
import static dev.kheish.host.run.RunState.FAILED;
import static dev.kheish.host.run.RunState.QUEUED;
import static dev.kheish.host.run.RunState.RUNNING;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;
import dev.kheish.host.session.Session.TargetsBy;
import dev.kheish.host.store.Store;
import dev.kheish.spi.Origin;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What the queue of runs promises on every database. */
abstract class RunsContract {
    private static final OutputDraft HI = OutputDraft.ofText("hi");

    @TempDir private Path folder;
    private final TestClock clock = new TestClock();
    private RunFixture fixture;
    private Runs runs;

    /** An empty store. */
    abstract Store openStore(Path folder);

    @BeforeEach
    void open() {
        fixture = new RunFixture(openStore(folder), clock);
        runs = fixture.runs;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void runsOfASessionAreLentOneAtATimeInOrder() throws Exception {
        StoredRun first = fixture.add("a");
        StoredRun second = fixture.add("a");

        Claim claim = fixture.claimOne();

        assertThat(claim.run()).isEqualTo(first);
        assertThat(claim.attempt()).isEqualTo(1);
        assertThat(fixture.claim(10)).isEmpty();
        runs.complete(claim.lease(), List.of(HI));
        assertThat(fixture.claimOne().run()).isEqualTo(second);
    }

    @Test
    void sessionsDoNotWaitForEachOther() throws Exception {
        StoredRun a = fixture.add("a");
        StoredRun b = fixture.add("b");

        assertThat(fixture.claim(10)).extracting(Claim::run).containsExactly(a, b);
    }

    @Test
    void aPreparingRunHoldsItsSessionUntilItIsPrepared() throws Exception {
        StoredRun first = fixture.addPreparing("a");
        StoredRun second = fixture.add("a");

        assertThat(fixture.claim(10)).isEmpty();
        fixture.store.write(
                tx -> {
                    runs.prepared(tx, first.seq(), RunInput.ofText("api", "test", "amended"));
                    return null;
                });

        Claim claim = fixture.claimOne();
        assertThat(claim.run()).isEqualTo(first);
        assertThat(claim.input().text()).isEqualTo("amended");
        assertThat(fixture.state(second)).isEqualTo(QUEUED);
    }

    @Test
    void aPreparedRunBehindOthersWaitsForThem() throws Exception {
        StoredRun first = fixture.add("a");
        StoredRun second = fixture.addPreparing("a");

        fixture.store.write(
                tx -> {
                    runs.prepared(tx, second.seq(), RunInput.ofText("api", "test", "amended"));
                    return null;
                });

        assertThat(fixture.claim(10)).extracting(Claim::run).containsExactly(first);
    }

    @Test
    void completionWritesOutputsDeliveriesAndStateTogether() throws Exception {
        StoredTarget target = StoredTarget.ofSession("elsewhere", Origin.CLIENT);
        StoredRun run = fixture.add("a");
        Claim claim = fixture.claimOne();

        OutputDraft aimed = new OutputDraft(HI.body(), null, List.of(target));
        Settled settled = done(runs.complete(claim.lease(), List.of(HI, aimed)));

        assertThat(settled.state()).isEqualTo(COMPLETED);
        assertThat(settled.outputs()).hasSize(2);
        assertThat(fixture.sent.values()).containsExactlyInAnyOrder(List.of(), List.of(target));
        assertThat(fixture.row(run).finishedMs()).isEqualTo(clock.millis());
        assertThat(fixture.eventTypes())
                .containsSubsequence(
                        "run_queued", "run_started", "run_output", "run_output", "run_completed");
    }

    @Test
    void outputsGoWhereTheRunSaysOrElseWhereTheSessionSaysByThen() throws Exception {
        StoredTarget ofRun = StoredTarget.ofSession("run", Origin.CLIENT);
        StoredTarget ofSession = StoredTarget.ofSession("session", Origin.CLIENT);
        RunInput plain = RunInput.ofText("api", "test", "hello");
        RunInput aimed =
                new RunInput(
                        "api",
                        "test",
                        null,
                        plain.items(),
                        Json.array(),
                        Json.object(),
                        List.of(ofRun),
                        Json.array());
        fixture.add("a", aimed.write());
        fixture.add("a");
        setTargets("a", ofSession);

        runs.complete(fixture.claimOne().lease(), List.of(HI));
        runs.complete(fixture.claimOne().lease(), List.of(HI));

        assertThat(fixture.sent.values())
                .containsExactlyInAnyOrder(List.of(ofRun), List.of(ofSession));
    }

    @Test
    void aRepeatedCompletionAnswersTheFirstResultAndAddsNothing() throws Exception {
        fixture.add("a");
        Claim claim = fixture.claimOne();
        Settled first = done(runs.complete(claim.lease(), List.of(HI)));

        Settled again = done(runs.complete(claim.lease(), List.of(HI)));

        assertThat(again).isEqualTo(first);
        assertThat(fixture.sent).hasSize(1);
        assertThat(runs.complete(claim.lease(), List.of())).isInstanceOf(LeaseOutcome.Lost.class);
    }

    @Test
    void aRepeatedFailureAnswersTheFirstResultEvenWhenAnotherHasTheRun() throws Exception {
        StoredRun run = fixture.add("a");
        Claim claim = fixture.claimOne();
        Settled first = done(runs.fail(claim.lease(), RunFailure.temporary("no")));
        clock.advance(Duration.ofHours(1));
        fixture.claimOne();

        Settled again = done(runs.fail(claim.lease(), RunFailure.temporary("no")));

        assertThat(again).isEqualTo(first);
        assertThat(fixture.state(run)).isEqualTo(RUNNING);
        assertThat(runs.fail(claim.lease(), RunFailure.temporary("other")))
                .isInstanceOf(LeaseOutcome.Lost.class);
    }

    @Test
    void aNamedOutputIsAddedOnceOverAllAttempts() throws Exception {
        fixture.add("a");
        Claim claim = fixture.claimOne();
        OutputDraft named = new OutputDraft(HI.body(), "part-1", List.of());
        StoredOutput first = done(runs.output(claim.lease(), named));
        clock.advance(Duration.ofMinutes(2));
        runs.expire();
        Claim second = fixture.claimOne();

        StoredOutput again = done(runs.output(second.lease(), named));
        Settled settled = done(runs.complete(second.lease(), List.of(named, HI)));

        assertThat(again).isEqualTo(first);
        assertThat(settled.outputs()).hasSize(2).startsWith(first.text());
    }

    @Test
    void aRunWaitingForItsRetryHoldsItsSession() throws Exception {
        StoredRun run = fixture.add("a");
        fixture.add("a");
        Claim claim = fixture.claimOne();

        Settled settled =
                done(
                        runs.fail(
                                claim.lease(),
                                new RunFailure("later", true, Duration.ofSeconds(30))));

        assertThat(settled.retryAtMs()).isEqualTo(clock.millis() + 30_000);
        clock.advance(Duration.ofMillis(29_999));
        assertThat(fixture.claim(10)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        Claim second = fixture.claimOne();
        assertThat(second.run()).isEqualTo(run);
        assertThat(second.attempt()).isEqualTo(2);
    }

    @Test
    void afterTheLastAttemptARunHasFailedAndTheNextIsFree() throws Exception {
        StoredRun run = fixture.add("a");
        StoredRun next = fixture.add("a");

        for (int attempt = 1; attempt <= 5; attempt++) {
            runs.fail(fixture.claimOne().lease(), RunFailure.temporary("no " + attempt));
            clock.advance(Duration.ofHours(1));
        }

        assertThat(fixture.state(run)).isEqualTo(FAILED);
        assertThat(fixture.row(run).error()).isEqualTo("no 5");
        assertThat(fixture.claimOne().run()).isEqualTo(next);
    }

    @Test
    void aFailureForGoodEndsTheRunAtOnce() throws Exception {
        StoredRun run = fixture.add("a");

        runs.fail(fixture.claimOne().lease(), RunFailure.permanent("never"));

        assertThat(fixture.state(run)).isEqualTo(FAILED);
    }

    @Test
    void aLeaseThatRanOutIsWorthNothingAndTheRunIsLentAgain() throws Exception {
        StoredRun run = fixture.add("a");
        Claim claim = fixture.claimOne();
        clock.advance(RunFixture.LEASE);

        assertThat(runs.complete(claim.lease(), List.of(HI))).isInstanceOf(LeaseOutcome.Lost.class);
        assertThat(runs.heartbeat(claim.lease(), RunFixture.LEASE))
                .isInstanceOf(LeaseOutcome.Lost.class);
        runs.expire();

        Claim second = fixture.claimOne();
        assertThat(second.run()).isEqualTo(run);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.lease().token()).isNotEqualTo(claim.lease().token());
    }

    @Test
    void aHeartbeatMakesALeaseLast() throws Exception {
        fixture.add("a");
        Claim claim = fixture.claimOne();
        clock.advance(Duration.ofSeconds(59));

        long until = done(runs.heartbeat(claim.lease(), Duration.ofMinutes(5)));

        assertThat(until).isEqualTo(clock.millis() + 300_000);
        clock.advance(Duration.ofMinutes(4));
        assertThat(runs.expire()).isEqualTo(until);
        assertThat(runs.complete(claim.lease(), List.of())).isInstanceOf(LeaseOutcome.Done.class);
    }

    @Test
    void leasesThatKeepRunningOutEndTheRun() throws Exception {
        StoredRun run = fixture.add("a");

        for (int attempt = 1; attempt <= 5; attempt++) {
            fixture.claimOne();
            clock.advance(RunFixture.LEASE);
            runs.expire();
        }

        assertThat(fixture.state(run)).isEqualTo(FAILED);
        assertThat(fixture.row(run).error()).contains("attempt 5");
    }

    @Test
    void cancellingFreesTheSessionWhateverTheRunWasDoing() throws Exception {
        StoredRun running = fixture.add("a");
        StoredRun queued = fixture.add("a");
        StoredRun last = fixture.add("a");
        Claim claim = fixture.claimOne();

        runs.cancel(queued.text());
        runs.cancel(running.text());

        assertThat(runs.complete(claim.lease(), List.of(HI))).isInstanceOf(LeaseOutcome.Lost.class);
        assertThat(fixture.state(running)).isEqualTo(CANCELLED);
        assertThat(fixture.state(queued)).isEqualTo(CANCELLED);
        assertThat(fixture.claimOne().run()).isEqualTo(last);
        assertThat(runs.cancel(running.text())).contains(running);
    }

    @Test
    void aReplayIsANewRunAtTheEnd() throws Exception {
        StoredRun run = fixture.add("a", RunInput.ofText("api", "test", "again").write());
        assertThat(runs.replay(run.text())).isEqualTo(new Replay.Unfinished(QUEUED));
        runs.fail(fixture.claimOne().lease(), RunFailure.permanent("never"));
        StoredRun between = fixture.add("a");

        Replay replay = runs.replay(run.text());

        runs.complete(fixture.claimOne().lease(), List.of());
        Claim claim = fixture.claimOne();
        assertThat(fixture.state(between)).isEqualTo(COMPLETED);
        assertThat(replay).isEqualTo(new Replay.Made(claim.run()));
        assertThat(claim.input().text()).isEqualTo("again");
        assertThat(fixture.row(claim.run()).replayOf()).isEqualTo(run.seq());
    }

    @Test
    void filtersLeaveOtherRunsAlone() throws Exception {
        fixture.add("a");
        StoredRun wanted = fixture.add("b");

        List<Claim> claims =
                runs.claim(
                        new ClaimRequest(
                                "w",
                                "",
                                10,
                                Duration.ZERO,
                                RunFixture.LEASE,
                                null,
                                List.of("b", "x")));

        assertThat(claims).extracting(Claim::run).containsExactly(wanted);
    }

    @Test
    void runsOfOneConnectorCanBeAskedFor() throws Exception {
        long session = fixture.session("a");
        fixture.session("b");
        fixture.add("b");
        StoredRun wanted =
                fixture.store.write(
                        tx -> {
                            tx.update(
                                    "insert into connector (seq, kind, name, source, settings, revision, created_ms,"
                                            + " updated_ms) values (7, 'chat', 'ops', 'daemon', '{}', 1, 0, 0)");
                            return runs.add(
                                    tx,
                                    new NewRun(
                                            session,
                                            7L,
                                            false,
                                            null,
                                            null,
                                            RunFixture.INPUT,
                                            null));
                        });

        List<Claim> claims =
                runs.claim(
                        new ClaimRequest(
                                "w",
                                "",
                                10,
                                Duration.ZERO,
                                RunFixture.LEASE,
                                List.of("chat:none", "chat:ops"),
                                null));

        assertThat(claims).extracting(Claim::run).containsExactly(wanted);
    }

    @Test
    void concurrentClaimersGetEachRunOnce() throws Exception {
        int count = 400;
        for (int i = 0; i < count; i++) {
            fixture.add("s" + i);
        }
        List<Callable<List<Long>>> workers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            workers.add(this::claimAll);
        }

        List<Long> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<Long>> each : threads.invokeAll(workers)) {
                all.addAll(each.get());
            }
        }

        assertThat(all).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    void oneNewRunWakesJustOneOfManyWaiters() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Claim>>> waiting = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                waiting.add(threads.submit(() -> claimWaiting(Duration.ofSeconds(20))));
            }
            for (int i = 0; i < 50; i++) {
                fixture.add("s" + i);
            }

            for (Future<List<Claim>> each : waiting) {
                assertThat(each.get(15, TimeUnit.SECONDS)).hasSize(1);
            }
        }
    }

    @Test
    void aWaiterIsNotWokenByWhatItDoesNotWantNorMissesWhatItWants() throws Exception {
        fixture.session("b");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ClaimRequest onlyB =
                    new ClaimRequest(
                            "w",
                            "",
                            1,
                            Duration.ofSeconds(20),
                            RunFixture.LEASE,
                            null,
                            List.of("b"));
            Future<List<Claim>> picky = threads.submit(() -> runs.claim(onlyB));

            fixture.add("a");
            StoredRun wanted = fixture.add("b");

            assertThat(picky.get(15, TimeUnit.SECONDS))
                    .extracting(Claim::run)
                    .containsExactly(wanted);
        }
    }

    @Test
    void whoWaitsIsLetGoWhenLendingStops() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Claim>> waiting =
                    threads.submit(() -> claimWaiting(Duration.ofSeconds(50)));

            runs.stopLending();

            assertThat(waiting.get(10, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void countsFollowTheRuns() throws Exception {
        fixture.add("a");
        fixture.add("b");
        fixture.addPreparing("c");
        runs.cancel(fixture.add("a").text());
        runs.complete(fixture.claimOne().lease(), List.of());
        fixture.claimOne();

        assertThat(runs.status().counts().values()).containsExactly(1L, 0L, 1L, 1L, 0L, 1L);
    }

    private List<Long> claimAll() throws InterruptedException {
        List<Long> all = new ArrayList<>();
        while (true) {
            List<Claim> claims = fixture.claim(7);
            if (claims.isEmpty()) {
                return all;
            }
            claims.forEach(claim -> all.add(claim.run().seq()));
        }
    }

    private List<Claim> claimWaiting(Duration patience) throws InterruptedException {
        return runs.claim(ClaimRequest.one("w", patience, RunFixture.LEASE));
    }

    private void setTargets(String session, StoredTarget target) throws InterruptedException {
        String targets = Json.write(StoredTarget.listToJson(List.of(target)));
        fixture.store.write(
                tx ->
                        fixture.sessions.setTargets(
                                tx,
                                fixture.sessions.find(tx, session).orElseThrow(),
                                targets,
                                TargetsBy.API));
    }

    private static <T> T done(LeaseOutcome<T> outcome) {
        assertThat(outcome).isInstanceOf(LeaseOutcome.Done.class);
        return ((LeaseOutcome.Done<T>) outcome).value();
    }
}
