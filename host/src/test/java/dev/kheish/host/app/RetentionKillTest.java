package dev.kheish.host.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.asset.StoredAsset;
import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.retention.RetentionSettings;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** kill -9 in the middle of pruning leaves a whole store, and the next life goes on. */
@Tag("long")
class RetentionKillTest {
    private static final int RUNS = 6_000;
    private static final int KILLS = 3;

    @TempDir Path folder;
    private final Random random = new Random(42);

    @Test
    void eachDeathLeavesAWholeStoreAndInTheEndAllThatIsOldIsGone() throws Exception {
        long now = fill();
        long before = RUNS;
        for (int kill = 0; kill < KILLS; kill++) {
            boolean done = pruneAndKill(now, random.nextInt(1_500));

            try (KeptHome home = new KeptHome(folder, RetentionSettings.DEFAULT)) {
                assertWhole(home);
                long left = home.count("run");
                assertThat(left).isLessThanOrEqualTo(before);
                before = left;
            }
            if (done) {
                break;
            }
        }
        try (KeptHome home = new KeptHome(folder, RetentionSettings.DEFAULT)) {
            home.nowMs.set(now);
            home.pass();

            assertWhole(home);
            assertThat(home.count("run where state = 1")).isEqualTo(RUNS / 97);
            assertThat(home.count("delivery where state >= 2")).isZero();
            assertThat(home.count("run where state = 3"))
                    .isEqualTo(home.count("delivery where state = 0"));
            assertThat(home.count("event")).isZero();
            assertThat(home.count("asset")).isZero();
            assertThat(home.count("audit")).isZero();
        }
    }

    /** Says the time at which all of it is old. */
    private long fill() throws Exception {
        try (KeptHome home = new KeptHome(folder, RetentionSettings.DEFAULT)) {
            long then = home.nowMs.get();
            for (int i = 0; i < 200; i++) {
                home.rooms.assets.store(
                        home.rooms.assets.prepare(
                                ("text " + i % 150).getBytes(StandardCharsets.UTF_8),
                                "text/plain",
                                "a" + i));
            }
            // Unfinished work is older than its assets only by a clock that went back; here it
            // must not hold them.
            new Backlog(home.rooms.store, then + Duration.ofDays(1).toMillis()).write(RUNS);
            return then + Duration.ofDays(500).toMillis();
        }
    }

    private boolean pruneAndKill(long now, int afterMs) throws Exception {
        Path said = folder.resolve("said.txt");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PrunedThenKilled.class.getName(),
                                folder.toString(),
                                Long.toString(now))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectOutput(said.toFile())
                        .start();
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!Files.readString(said).startsWith("pruning")) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as("the program prunes: " + Files.readString(said))
                    .isTrue();
            Thread.sleep(5);
        }
        process.waitFor(afterMs, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return Files.readString(said).contains("done");
    }

    private void assertWhole(KeptHome home) throws Exception {
        assertNone(home, "output o where not exists (select 1 from run r where r.seq = o.run)");
        assertNone(home, "output o join run r on r.seq = o.run where r.input = ''");
        assertNone(
                home,
                "delivery d where not exists (select 1 from output o where o.seq = d.output)");
        assertNone(
                home,
                "delivery_attempt a where not exists (select 1 from delivery d where d.seq = a.delivery)");
        assertNone(
                home,
                "delivery_queue q where not exists (select 1 from delivery d where d.seq = q.delivery)");
        assertNone(home, "ready q where not exists (select 1 from run r where r.seq = q.run)");
        assertNone(
                home, "run r where not exists (select 1 from session s where s.seq = r.session)");
        // What the walk has passed is gone, or noted.
        assertNone(
                home,
                "delivery d where d.seq <= (select position from retention where name = 'deliveries')"
                        + " and d.seq not in (select seq from retention_left where name = 'deliveries')");
        assertThat(counted(home, "completed")).isEqualTo(home.count("run where state = 3"));
        assertThat(counted(home, "queued")).isEqualTo(home.count("run where state = 1"));
        AuditLog.Verification chain = home.rooms.audit.verify(home.rooms.store);
        assertThat(chain.brokenAt()).isEmpty();
        assertThat(chain.checked()).isEqualTo(home.count("audit"));
        List<StoredAsset> assets =
                home.rooms.store.read(reader -> home.rooms.assets.list(reader, 0, 1000));
        assertThat(assets).allMatch(StoredAsset::isIntact);
        assertThat(blobs())
                .isEqualTo(
                        assets.stream().map(StoredAsset::sha256).distinct().count()
                                + home.count("blob_doomed"));
        assertThat(home.rooms.assets.bytes())
                .isEqualTo(
                        home.rooms.store.read(
                                reader ->
                                        reader.number(
                                                "select coalesce(sum(n), 0) from (select max(length) as n"
                                                        + " from asset group by digest)",
                                                0)));
    }

    private static void assertNone(KeptHome home, String what) {
        assertThat(home.count(what)).as(what).isZero();
    }

    private static long counted(KeptHome home, String state) {
        return home.rooms.store.read(
                reader -> reader.number("select " + state + " from run_count", -1));
    }

    private long blobs() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("home/assets"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
