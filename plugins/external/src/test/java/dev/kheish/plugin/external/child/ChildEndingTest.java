package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Nothing is left running, however the program takes it. */
final class ChildEndingTest {
    private static final Timing SHORT_GRACE =
            Sidecars.timing(Duration.ofSeconds(60), Duration.ofMillis(300));

    @TempDir Path folder;
    private Stage stage;

    @BeforeEach
    void begin() {
        stage = new Stage(folder);
    }

    @AfterEach
    void end() throws InterruptedException {
        stage.close();
    }

    @Test
    void makesAProgramLeaveThatDoesNotWantTo() throws Exception {
        stage.start(stubborn(), SHORT_GRACE);
        long pid = line("pid ");

        stage.child().drain();

        assertThat(Stage.runs(pid)).isFalse();
        assertThat(stage.details().getJsonObject("last_exit").getString("signal"))
                .isEqualTo("SIGKILL");
    }

    @Test
    void givesAProgramItsTime() throws Exception {
        stage.start(
                Sidecars.sh(
                        "trap 'sleep 0.5; echo finished; exit 0' TERM; echo pid $$;"
                                + " while :; do sleep 0.05; done"));
        line("pid ");

        stage.child().drain();

        assertThat(stage.host.lines("stdout")).contains("finished");
        assertThat(stage.details().getJsonObject("last_exit").getInt("code")).isZero();
    }

    @Test
    void endsTheWholeGroup() throws Exception {
        stage.start(Sidecars.sh("sleep 1000 & echo other $!; echo pid $$; wait"));
        long other = line("other ");

        stage.child().drain();

        assertThat(Stage.runs(other)).isFalse();
    }

    @Test
    void endsWhatIsLeftOfAGroupWhenItsLeaderLeavesFirst() throws Exception {
        stage.start(
                Sidecars.sh("(trap '' TERM; while :; do sleep 0.1; done) & echo other $!; wait"),
                SHORT_GRACE);
        long other = line("other ");

        stage.child().drain();

        assertThat(Stage.runs(other)).isFalse();
    }

    @Test
    void findsWhatForkedTwiceAndKeepsThePort() throws Exception {
        stage.start(Sidecars.java().startedBy("(setsid \"$@\" &); exec sleep 1000"));
        stage.awaitState("ready");
        long daemon = line("pid ");
        assertThat(daemon).isNotEqualTo(stage.pid());

        stage.child().drain();

        assertThat(Stage.runs(daemon)).isFalse();
    }

    @Test
    void findsWhatRanAwayByThePortThatItListensOn() throws Exception {
        stage.start(Sidecars.java().runningAway("exec sleep 1000"));
        stage.awaitState("ready");
        long runaway = line("pid ");
        assertThat(runaway).isNotEqualTo(stage.pid());

        stage.child().drain();

        assertThat(Stage.runs(runaway)).isFalse();
    }

    @Test
    void findsWhatRanAwayWhenItsLeaderHasLeft() throws Exception {
        Path gone = folder.resolve("gone");
        stage.start(
                Sidecars.java()
                        .runningAway(
                                "[ ! -e %s ] || exit 3".formatted(gone),
                                "while [ ! -e %s ]; do sleep 0.1; done; exit 3".formatted(gone)),
                SHORT_GRACE);
        stage.awaitState("ready");
        long runaway = line("pid ");

        Files.createFile(gone);
        stage.awaitGenerationAfter(1);

        Eventually.holds(() -> assertThat(Stage.runs(runaway)).isFalse());
    }

    @Test
    void endsWhatALeaderLeftBehindBeforeItStartsAnother() {
        stage.start(Sidecars.java().startedBy("setsid \"$@\" & sleep 1; exit 0"), SHORT_GRACE);
        long first = line("pid ");

        stage.awaitGenerationAfter(1);

        assertThat(Stage.runs(first)).isFalse();
        assertThat(stage.host.lines("stdout")).contains("pid " + first);
    }

    @Test
    void saysThatASidecarHasToStayInTheForeground() {
        stage.start(Sidecars.java().startedBy("setsid \"$@\" & exit 0"), SHORT_GRACE);

        Eventually.holds(
                () ->
                        assertThat(stage.reason())
                                .contains("ended with code 0")
                                .contains("has to stay in the foreground"));
    }

    @Test
    void stopsWhileItStarts() throws Exception {
        stage.start(Sidecars.sh("echo pid $$; exec sleep 1000"));
        long pid = line("pid ");
        stage.awaitState("starting");

        stage.child().drain();

        assertThat(Stage.runs(pid)).isFalse();
        assertThat(stage.state()).isEqualTo("stopped");
    }

    @Test
    void stopsAtOnceWhileItWaitsForTheNextStart() throws Exception {
        ChildProcess child = new ChildProcess(Sidecars.sh("exit 1").settings(), stage.host);
        child.start();
        Eventually.holds(
                () ->
                        assertThat(child.status().details().getString("state"))
                                .isEqualTo("backing_off"));
        long started = System.nanoTime();

        child.drain();

        assertThat(Duration.ofNanos(System.nanoTime() - started))
                .isLessThan(Duration.ofMillis(900));
        assertThat(child.status().details().getInt("restarts")).isZero();
    }

    @Test
    void startsNothingAfterItWasStopped() throws Exception {
        ChildProcess child = new ChildProcess(Sidecars.sh("echo started").settings(), stage.host);
        child.drain();

        child.start();
        child.drain();
        child.close();

        assertThat(stage.host.lines).isEmpty();
        assertThat(child.status().details().getString("state")).isEqualTo("stopped");
    }

    @Test
    void closesWithoutPatience() {
        stage.start(stubborn(), Sidecars.QUICK);
        long pid = line("pid ");

        stage.child().close();
        stage.child().close();

        assertThat(Stage.runs(pid)).isFalse();
        assertThat(stage.state()).isEqualTo("stopped");
    }

    @Test
    void endsAtOnceWhenThePatienceOfTheHostIsOver() throws Exception {
        stage.start(stubborn(), Sidecars.QUICK);
        long pid = line("pid ");
        Thread impatient = Thread.currentThread();
        Thread.ofVirtual()
                .start(
                        () -> {
                            stage.awaitState("draining");
                            impatient.interrupt();
                        });

        assertThatThrownBy(() -> stage.child().drain()).isInstanceOf(InterruptedException.class);

        Eventually.holds(() -> assertThat(Stage.runs(pid)).isFalse());
        stage.awaitState("stopped");
    }

    @Test
    void leavesNothingWhenItsThreadIsInterrupted() throws Exception {
        stage.start(
                Sidecars.java()
                        .startedBy("trap '' TERM; (setsid \"$@\" &); while :; do sleep 1; done"));
        stage.awaitState("ready");
        long daemon = line("pid ");
        long leader = stage.pid();

        stage.host.close();

        assertThat(Stage.runs(daemon)).isFalse();
        assertThat(Stage.runs(leader)).isFalse();
        assertThat(new Ledger(stage.host).read().orElseThrow().ended()).isTrue();
        assertThat(stage.state()).isEqualTo("stopped");
    }

    @Test
    void endsItsDescendantsButNotTheGroupOfTheHostWhereNoGroupCanBeHad() throws Exception {
        Process bystander = new ProcessBuilder("sleep", "1000").start(); // in the host's group
        try {
            SystemTools none = new SystemTools(List.of(folder));
            stage.start(
                    Sidecars.sh("sleep 1000 & echo other $!; echo pid $$; wait"),
                    SHORT_GRACE,
                    none);
            long pid = line("pid ");
            long other = line("other ");
            assertThat(stage.details().getBoolean("process_group")).isFalse();

            stage.child().drain();

            assertThat(Stage.runs(pid)).isFalse();
            assertThat(Stage.runs(other)).isFalse();
            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void asksEachProcessJustOnce() throws Exception {
        String counts =
                "trap 'n=$((n+1)); echo asked %1$s $n; (sleep 1; kill -9 $$) & ' TERM;"
                        + " echo up %1$s; while :; do sleep 0.2 & wait $!; done"; // a wait hears at
        // once
        stage.start(
                Sidecars.command(
                        "/bin/sh",
                        "-c",
                        "setsid sh -c \"$1\" & exec sh -c \"$0\"",
                        counts.formatted("leader"),
                        counts.formatted("stray")));
        stage.awaitLine("stdout", "up leader");
        stage.awaitLine("stdout", "up stray");

        stage.child().drain();

        assertThat(stage.host.lines("stdout"))
                .filteredOn(line -> line.startsWith("asked"))
                .containsExactlyInAnyOrder("asked leader 1", "asked stray 1");
    }

    @Test
    void isOnRecordBeforeItExists() {
        List<JsonObject> records = new CopyOnWriteArrayList<>();
        stage.host.stateWatcher =
                text ->
                        records.add(
                                JsonProvider.provider()
                                        .createReader(new StringReader(text))
                                        .readObject());
        stage.start(Sidecars.sh("echo id $KHEISH_EXTERNAL_CONNECTOR_INSTANCE_ID; exec sleep 1000"));
        String id = stage.awaitLine("stdout", "id ");
        Eventually.holds(() -> assertThat(records).hasSizeGreaterThan(1));

        assertThat(records.getFirst().getString("instance_id")).isEqualTo(id);
        assertThat(records.getFirst().containsKey("leader")).isFalse();
        assertThat(records.getFirst().getBoolean("ended")).isFalse();
        assertThat(records.get(1).getJsonArray("leader").getInt(0)).isEqualTo((int) stage.pid());
    }

    @Test
    void isEndedAtOnceWhenTheInterruptComesWhileItIsRecorded() {
        AtomicBoolean once = new AtomicBoolean();
        stage.host.stateWatcher =
                text -> {
                    if (text.contains("leader") && once.compareAndSet(false, true)) {
                        stage.awaitLine("stdout", "pid ");
                        Thread.currentThread().interrupt();
                    }
                };
        long began = System.nanoTime();
        stage.start(stubborn(), Sidecars.timing(Duration.ofMinutes(5), Duration.ofMinutes(5)));
        long pid = line("pid ");

        Eventually.holds(() -> assertThat(Stage.runs(pid)).isFalse());
        Eventually.holds(() -> assertThat(stage.state()).isEqualTo("stopped"));

        assertThat(new Ledger(stage.host).read().orElseThrow().ended()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }

    private static Sidecars stubborn() {
        return Sidecars.sh("trap '' TERM; echo pid $$; while :; do sleep 0.1; done");
    }

    private long line(String beginning) {
        return Long.parseLong(stage.awaitLine("stdout", beginning));
    }
}
