package dev.kheish.host.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

final class CaptureTest {
    private static final long MINE = 7;
    private static final UnaryOperator<String> PLAIN = UnaryOperator.identity();

    @TempDir Path home;
    private final AtomicLong now = new AtomicLong(1_750_000_000_000L);
    private final Clock clock =
            InstantSource.offset(() -> Instant.ofEpochMilli(now.get()), Duration.ZERO)
                    .withZone(ZoneOffset.UTC);
    private TestFolders folders;
    private Captures captures;

    @BeforeEach
    void open() {
        folders = new TestFolders(home);
        captures = new Captures(clock, folders);
    }

    @AfterEach
    void close() {
        folders.letGo();
        captures.close();
    }

    @Test
    void givesTheLastLinesInOrder() {
        Capture capture = captures.of(MINE);
        capture.add("stdout", "one", PLAIN);
        now.addAndGet(5);
        capture.add("stderr", "two", PLAIN);
        capture.add("stderr", "three", PLAIN);

        assertThat(capture.last(2)).extracting(CapturedLine::text).containsExactly("two", "three");
        assertThat(capture.last(9))
                .extracting(CapturedLine::atMs)
                .containsExactly(1_750_000_000_000L, 1_750_000_000_005L, 1_750_000_000_005L);
        assertThat(capture.last(9))
                .extracting(CapturedLine::seq)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsTwoThousandLines() {
        Capture capture = captures.of(MINE);
        for (int i = 0; i < 2100; i++) {
            now.addAndGet(1);
            capture.add("stdout", "line " + i, PLAIN);
        }

        List<CapturedLine> kept = capture.last(Capture.MOST_LINES + 1);

        assertThat(kept).hasSize(2000);
        assertThat(kept.getFirst().text()).isEqualTo("line 100");
    }

    @Test
    void keepsOneMillionCharactersAtMost() {
        Capture capture = captures.of(MINE);
        String longest = "x".repeat(LineText.LIMIT);
        for (int i = 0; i < 200; i++) {
            capture.add("stdout", longest, PLAIN);
        }

        assertThat(capture.last(200)).hasSize(1024 * 1024 / LineText.LIMIT);
    }

    @Test
    void countsWhatIsMoreThanTwoThousandLinesASecond() {
        Capture capture = captures.of(MINE);
        for (int i = 0; i < 2500; i++) {
            capture.add("stdout", "line " + i, PLAIN);
        }
        assertThat(capture.last(1).getFirst().text()).isEqualTo("line 1999");

        now.addAndGet(1000);

        CapturedLine report = capture.last(1).getFirst();
        assertThat(report.source()).isEqualTo("host");
        assertThat(report.text()).isEqualTo("lines dropped: 500; more than 2000 came in a second");
        capture.add("stdout", "again", PLAIN);
        assertThat(capture.last(1).getFirst().text()).isEqualTo("again");
    }

    @Test
    void cutsALineOnlyAfterSecretsAreOut() {
        Capture capture = captures.of(MINE);
        String secret = "s3cret-".repeat(20);
        String line = "x".repeat(LineText.LIMIT - 10) + secret + "tail";

        capture.add("stdout", line, text -> text.replace(secret, "[redacted]"));

        String kept = capture.last(1).getFirst().text();
        assertThat(kept).hasSize(LineText.LIMIT).endsWith("[redacted…").doesNotContain("s3cret");
    }

    @Test
    void makesControlCharactersHarmless() {
        Capture capture = captures.of(MINE);

        capture.add("std err\u001b", "a\tb\u0007\r\nnext\u2028x\u202Eevil\u001b(\r\n", PLAIN);

        CapturedLine line = capture.last(1).getFirst();
        assertThat(line.text()).isEqualTo("a b\uFFFD\uFFFD\uFFFDnext\uFFFDx\uFFFDevil\uFFFD(");
        assertThat(line.source()).isEqualTo("std_err\uFFFD");
    }

    @Test
    void leavesColoursAndTitlesOut() {
        Capture capture = captures.of(MINE);

        capture.add("stdout", "\u001b[1;31mred\u001b[0m \u001b]0;title\u0007plain", PLAIN);

        assertThat(capture.last(1).getFirst().text()).isEqualTo("red plain");
    }

    @Test
    void findsSecretsWithColoursOrTabsInside() {
        Capture capture = captures.of(MINE);
        UnaryOperator<String> redaction =
                text -> text.replace("top secret", "[redacted]").replace("a\tkey", "[redacted]");

        capture.add("stdout", "top \u001b[1msecret\u001b[0m and a\tkey", redaction);

        assertThat(capture.last(1).getFirst().text()).isEqualTo("[redacted] and [redacted]");
    }

    @Test
    void givesWhatCameAfterANumber() throws Exception {
        Capture capture = captures.of(MINE);
        capture.add("stdout", "one", PLAIN);
        long after = capture.last(1).getFirst().seq();
        capture.add("stdout", "two", PLAIN);
        capture.add("stdout", "three", PLAIN);

        assertThat(capture.after(after, 1, Duration.ZERO))
                .extracting(CapturedLine::text)
                .containsExactly("two");
        assertThat(capture.after(after, 9, Duration.ZERO)).hasSize(2);
        assertThat(capture.after(capture.last(1).getFirst().seq(), 9, Duration.ZERO)).isEmpty();
    }

    @Test
    void waitsForTheNextLine() throws Exception {
        Capture capture = captures.of(MINE);
        CompletableFuture<List<CapturedLine>> waiting = waiting(capture);

        capture.add("stdout", "at last", PLAIN);

        assertThat(waiting.get(10, TimeUnit.SECONDS))
                .extracting(CapturedLine::text)
                .containsExactly("at last");
    }

    @Test
    void nobodyWaitsWhenTheHostStops() throws Exception {
        CompletableFuture<List<CapturedLine>> waiting = waiting(captures.of(MINE));

        captures.stopWaiting();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(captures.of(MINE).after(0, 9, Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    void showsWhatWasWrittenBeforeARestart() throws Exception {
        captures.of(MINE).add("stderr", "before  the crash", PLAIN);
        long seq = captures.of(MINE).last(1).getFirst().seq();
        captures.close();
        now.addAndGet(1000);
        captures = new Captures(clock, folders);
        Capture capture = captures.of(MINE);
        capture.add("stdout", "after it", PLAIN);

        assertThat(capture.last(9))
                .extracting(line -> line.source() + ": " + line.text())
                .containsExactly("stderr: before  the crash", "stdout: after it");
        assertThat(capture.after(seq, 9, Duration.ZERO)).hasSize(1);
    }

    @Test
    void onlyTheHostsUserMayReadTheFile() throws Exception {
        captures.of(MINE).add("stderr", "a line", PLAIN);
        captures.close();

        Path file = folders.file(MINE, "output.log");
        assertThat(Files.readString(file)).isEqualTo("2025-06-15T15:06:40.000000Z stderr a line\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void neverWaitsForTheDisk() {
        folders.stick();
        Capture capture = captures.of(MINE);
        String longest = "x".repeat(LineText.LIMIT);
        int more = 100 + LogWriter.MOST_WAITING / LineText.LIMIT;
        for (int i = 0; i < more; i++) {
            capture.add("stdout", longest, PLAIN);
        }
        folders.letGo();
        captures.close();

        long written = linesOf(folders.file(MINE, "output.log"));
        assertThat(written).isBetween(1L, (long) more - 99);
        captures = new Captures(clock, folders);
    }

    @Test
    void tellsHowManyLinesTheFileLacks() throws Exception {
        folders.setBroken(true);
        captures.of(MINE).add("stdout", "lost", PLAIN);
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (folders.calls() == 0) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
        folders.setBroken(false);
        captures.of(MINE).add("stdout", "kept", PLAIN);
        captures.close();

        assertThat(Files.readAllLines(folders.file(MINE, "output.log")))
                .containsExactly(
                        "2025-06-15T15:06:40.000000Z host lines missing here: 1; the disk did not"
                                + " keep up",
                        "2025-06-15T15:06:40.000001Z stdout kept");
        assertThat(captures.of(MINE).last(9)).hasSize(2);
    }

    @Test
    void writesNothingIntoAFolderThatGoesAway() throws Exception {
        Capture capture = captures.of(MINE);
        captures.forget(MINE);

        capture.add("stdout", "too late", PLAIN);
        captures.close();

        assertThat(folders.path(MINE)).doesNotExist();
    }

    @Test
    void lookingMakesNoFolder() {
        assertThat(captures.of(MINE).last(9)).isEmpty();
        assertThat(folders.path(MINE)).doesNotExist();
    }

    private static CompletableFuture<List<CapturedLine>> waiting(Capture capture) {
        CompletableFuture<List<CapturedLine>> found = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                found.complete(capture.after(0, 9, Duration.ofMinutes(1)));
                            } catch (InterruptedException e) {
                                found.completeExceptionally(e);
                            }
                        });
        return found;
    }

    private static long linesOf(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
