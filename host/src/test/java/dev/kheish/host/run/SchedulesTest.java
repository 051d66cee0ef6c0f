package dev.kheish.host.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.connector.Reference;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.json.Json;
import dev.kheish.host.store.Store;
import dev.kheish.spi.Origin;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Schedules under a clock that stands still until it is moved. */
final class SchedulesTest {
    private static final RunInput INPUT = RunInput.ofText(RunInput.SCHEDULER, "schedule", "tick");
    private static final Cadence MINUTE = new Cadence.Interval(60);

    @TempDir private Path folder;
    private final TestClock clock = new TestClock();
    private RunFixture fixture;
    private Schedules schedules;

    @BeforeEach
    void open() {
        fixture = new RunFixture(Store.open(folder.resolve("store.db")), clock);
        schedules = new Schedules(fixture.store, fixture.sessions, fixture.runs, clock);
    }

    @AfterEach
    void close() {
        schedules.close();
        fixture.close();
    }

    @Test
    void anIntervalFiresAgainAndAgainAndMakesItsSession() throws Exception {
        String id = create(MINUTE, Overlap.PARALLEL, Misfire.COALESCE_ONCE, null);

        long next = schedules.fireDue();
        assertThat(next).isEqualTo(clock.millis() + 60_000);
        clock.advance(Duration.ofSeconds(60));
        schedules.fireDue();
        schedules.fireDue();
        clock.advance(Duration.ofSeconds(60));
        schedules.fireDue();

        assertThat(view(id).path("execution_count").asLong()).isEqualTo(2);
        assertThat(fixture.claimOne().input().text()).isEqualTo("tick");
        assertThat(runsOf("s")).isEqualTo(2);
    }

    @Test
    void onceIsOnceAndThenOver() throws Exception {
        String id =
                create(
                        new Cadence.Once(clock.millis() + 1000),
                        Overlap.SKIP,
                        Misfire.COALESCE_ONCE,
                        null);

        clock.advance(Duration.ofSeconds(1));
        assertThat(schedules.fireDue()).isEqualTo(Alarm.NEVER);

        assertThat(view(id).path("state").asText()).isEqualTo("completed");
        assertThat(runsOf("s")).isEqualTo(1);
        assertThat(schedules.pause(id)).isEqualTo(new ScheduleOutcome.WrongState("completed"));
    }

    @Test
    void missedTimesBecomeOneAndTheSeriesKeepsItsBeat() throws Exception {
        long start = clock.millis();
        create(MINUTE, Overlap.PARALLEL, Misfire.COALESCE_ONCE, null);

        clock.advance(Duration.ofSeconds(60 * 10 + 30));
        long next = schedules.fireDue();

        assertThat(runsOf("s")).isEqualTo(1);
        assertThat(next).isEqualTo(start + 11 * 60_000);
    }

    @Test
    void missedTimesAreLeftOutWhereThatIsWanted() throws Exception {
        String id = create(MINUTE, Overlap.PARALLEL, Misfire.SKIP_MISSED, null);

        clock.advance(Duration.ofMinutes(10));
        schedules.fireDue();
        assertThat(runsOf("s")).isZero();
        clock.advance(Duration.ofMinutes(1));
        schedules.fireDue();

        assertThat(runsOf("s")).isEqualTo(1);
        assertThat(view(id).path("executions"))
                .extracting(each -> each.path("state").asText())
                .containsExactly("dispatched", "skipped");
    }

    @Test
    void aTimeIsSkippedWhileTheRunBeforeGoesOn() throws Exception {
        create(MINUTE, Overlap.SKIP, Misfire.COALESCE_ONCE, null);
        fireAfterMinute();

        fireAfterMinute();
        assertThat(runsOf("s")).isEqualTo(1);
        fixture.runs.complete(fixture.claimOne().lease(), List.of());
        fireAfterMinute();

        assertThat(runsOf("s")).isEqualTo(2);
    }

    @Test
    void queueOneLetsOneWaitAndNotTwo() throws Exception {
        create(MINUTE, Overlap.QUEUE_ONE, Misfire.COALESCE_ONCE, null);
        fireAfterMinute();
        fixture.runs.heartbeat(fixture.claimOne().lease(), Duration.ofMinutes(15));

        fireAfterMinute();
        fireAfterMinute();

        assertThat(runsOf("s")).isEqualTo(2);
    }

    @Test
    void itEndsAfterItsLastExecution() throws Exception {
        String id = create(MINUTE, Overlap.PARALLEL, Misfire.COALESCE_ONCE, 2L);

        fireAfterMinute();
        fireAfterMinute();
        fireAfterMinute();

        assertThat(runsOf("s")).isEqualTo(2);
        assertThat(view(id).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void aPausedScheduleIsSilentUntilItIsResumed() throws Exception {
        String id = create(MINUTE, Overlap.PARALLEL, Misfire.COALESCE_ONCE, null);

        schedules.pause(id);
        fireAfterMinute();
        assertThat(runsOf("s")).isZero();
        schedules.resume(id);
        fireAfterMinute();

        assertThat(runsOf("s")).isEqualTo(1);
    }

    @Test
    void aTriggerFiresBesideTheSeries() throws Exception {
        String id = create(MINUTE, Overlap.SKIP, Misfire.COALESCE_ONCE, null);
        long due = view(id).path("next_fire_at_ms").asLong();

        schedules.trigger(id);

        assertThat(runsOf("s")).isEqualTo(1);
        assertThat(view(id).path("next_fire_at_ms").asLong()).isEqualTo(due);
    }

    @Test
    void onlyTheLastExecutionsAreKept() throws Exception {
        String id = create(MINUTE, Overlap.SKIP, Misfire.COALESCE_ONCE, null);

        for (int i = 0; i < 60; i++) {
            fireAfterMinute();
        }

        assertThat(
                        fixture.store.<Long>read(
                                reader ->
                                        reader.number(
                                                "select count(*) from schedule_execution", 0)))
                .isEqualTo(50);
        assertThat(view(id).path("executions")).hasSize(50);
    }

    @Test
    void aLiveScheduleRefersToTheConnectorsOfItsTargets() throws Exception {
        StoredTarget target =
                new StoredTarget("chat", "room-1", Origin.OPERATOR, "room 1", "ops", null);
        RunInput aimed =
                new RunInput(
                        "scheduler",
                        "schedule",
                        null,
                        INPUT.items(),
                        Json.array(),
                        Json.object(),
                        List.of(target),
                        Json.array());
        String id =
                id(
                        schedules.create(
                                new NewSchedule(
                                        "s",
                                        MINUTE,
                                        Overlap.SKIP,
                                        Misfire.COALESCE_ONCE,
                                        null,
                                        aimed)));

        assertThat(references()).extracting(Reference::id).containsExactly(id);
        schedules.cancel(id);

        assertThat(references()).isEmpty();
    }

    @Test
    void aDeletedScheduleIsGone() throws Exception {
        String id = create(MINUTE, Overlap.SKIP, Misfire.COALESCE_ONCE, null);

        assertThat(schedules.delete(id)).isTrue();

        assertThat(schedules.find(id)).isEmpty();
        assertThat(schedules.delete(id)).isFalse();
        assertThat(schedules.fireDue()).isEqualTo(Alarm.NEVER);
    }

    private List<Reference> references() {
        return fixture.store.read(reader -> schedules.references(reader, "chat", "ops", 1, 10));
    }

    private void fireAfterMinute() throws InterruptedException {
        clock.advance(Duration.ofMinutes(1));
        schedules.fireDue();
    }

    private String create(Cadence cadence, Overlap overlap, Misfire misfire, Long max)
            throws InterruptedException {
        return id(schedules.create(new NewSchedule("s", cadence, overlap, misfire, max, INPUT)));
    }

    private static String id(ScheduleOutcome outcome) {
        return ((ScheduleOutcome.Done) outcome).view().path("schedule_id").asText();
    }

    private JsonNode view(String id) {
        return schedules.find(id).orElseThrow();
    }

    private long runsOf(String session) throws InterruptedException {
        long seq = fixture.session(session);
        return fixture.store.read(
                reader -> reader.number("select count(*) from run where session = ?", 0, seq));
    }
}
