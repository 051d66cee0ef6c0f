package dev.kheish.host.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.store.Store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What happens by itself when its time has come, on the real clock. */
final class RunTimersTest {
    @TempDir private Path folder;
    private RunFixture fixture;

    @BeforeEach
    void open() {
        fixture = new RunFixture(Store.open(folder.resolve("store.db")), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void whoWaitsIsWokenWhenARetryIsDue() throws Exception {
        fixture.runs.start();
        StoredRun run = fixture.add("a");
        Claim first = fixture.claimOne();
        fixture.runs.fail(first.lease(), new RunFailure("later", true, Duration.ofMillis(400)));

        List<Claim> claims = fixture.runs.claim(patient());

        assertThat(claims).extracting(Claim::run).containsExactly(run);
    }

    @Test
    void aRestartCollectsLeasesThatRanOutMeanwhile() throws Exception {
        TestClock clock = new TestClock();
        fixture.close();
        fixture = new RunFixture(Store.open(folder.resolve("other.db")), clock);
        StoredRun run = fixture.add("a");
        fixture.claimOne();
        fixture.close();
        clock.advance(Duration.ofMinutes(5));

        fixture = new RunFixture(Store.open(folder.resolve("other.db")), clock);
        fixture.runs.start();

        assertThat(fixture.runs.claim(patient())).extracting(Claim::run).containsExactly(run);
    }

    @Test
    void aScheduleWakesAWorkerByItself() throws Exception {
        fixture.runs.start();
        try (Schedules schedules =
                        new Schedules(
                                fixture.store, fixture.sessions, fixture.runs, fixture.clock);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            schedules.start();
            Future<List<Claim>> waiting = threads.submit(() -> fixture.runs.claim(patient()));

            schedules.create(
                    new NewSchedule(
                            "s",
                            new Cadence.Once(fixture.clock.millis() + 300),
                            Overlap.SKIP,
                            Misfire.COALESCE_ONCE,
                            null,
                            RunInput.ofText(RunInput.SCHEDULER, "schedule", "tick")));

            assertThat(waiting.get(15, TimeUnit.SECONDS)).hasSize(1);
        }
    }

    private static ClaimRequest patient() {
        return ClaimRequest.one("w", Duration.ofSeconds(15), RunFixture.LEASE);
    }
}
