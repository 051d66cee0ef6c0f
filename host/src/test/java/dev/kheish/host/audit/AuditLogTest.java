package dev.kheish.host.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.json.Json;
import dev.kheish.host.store.Store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;

class AuditLogTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);

    @TempDir private Path home;
    private Store store;
    private final AuditLog audit = new AuditLog(CLOCK);

    @BeforeEach
    void open() {
        store = Store.open(home.resolve("kheish.db"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void listsTheNewestFirstAndByPage() throws Exception {
        append("a", "b", "c");

        List<AuditEntry> page = list(OptionalLong.empty(), 2);
        List<AuditEntry> rest = list(OptionalLong.of(page.getLast().seq()), 2);

        assertThat(page).extracting(AuditEntry::subject).containsExactly("c", "b");
        assertThat(rest).extracting(AuditEntry::subject).containsExactly("a");
        assertThat(rest.getFirst().detail()).isEqualTo("{\"n\":1}");
    }

    @Test
    void holdsTheChainOverARestart() throws Exception {
        append("a", "b");
        store.close();
        store = Store.open(home.resolve("kheish.db"));
        append("c");

        AuditLog.Verification result = audit.verify(store);

        assertThat(result.checked()).isEqualTo(3);
        assertThat(result.brokenAt()).isEmpty();
    }

    @Test
    void showsAnEntryThatWasChanged() throws Exception {
        append("a", "b", "c");
        long second = list(OptionalLong.empty(), 3).get(1).seq();

        store.write(tx -> tx.update("update audit set detail = '{}' where seq = ?", second));

        assertThat(audit.verify(store).brokenAt()).hasValue(second);
    }

    @Test
    void showsThatAnEntryIsMissing() throws Exception {
        append("a", "b", "c");
        List<AuditEntry> entries = list(OptionalLong.empty(), 3);

        store.write(tx -> tx.update("delete from audit where seq = ?", entries.get(1).seq()));

        assertThat(audit.verify(store).brokenAt()).hasValue(entries.getFirst().seq());
    }

    @Test
    void aChainThatWasCutIsIntactFromThere() throws Exception {
        append("a", "b", "c", "d");
        List<AuditEntry> entries = list(OptionalLong.empty(), 4);

        boolean hole = prune(entries.get(1).seq());
        boolean first = prune(entries.get(3).seq());
        boolean second = prune(entries.get(2).seq());
        AuditLog.Verification result = audit.verify(store);

        assertThat(List.of(hole, first, second)).containsExactly(false, true, true);
        assertThat(result.checked()).isEqualTo(2);
        assertThat(result.brokenAt()).isEmpty();
        assertThat(result.prunedUntil()).isEqualTo(entries.get(2).seq());

        store.write(tx -> tx.update("delete from audit where seq = ?", entries.get(1).seq()));

        assertThat(audit.verify(store).brokenAt()).hasValue(entries.getFirst().seq());
    }

    @Test
    void aChainOfWhichNothingIsLeftGoesOn() throws Exception {
        append("a");
        prune(list(OptionalLong.empty(), 1).getFirst().seq());

        append("b");

        assertThat(audit.verify(store).checked()).isEqualTo(1);
        assertThat(audit.verify(store).brokenAt()).isEmpty();
    }

    private boolean prune(long seq) throws InterruptedException {
        return store.write(tx -> audit.slice().prune(tx, seq, CLOCK.millis()));
    }

    @Test
    void writesCountedRefusalsAsOneEntryEach() throws Exception {
        try (RefusalCounts counts = new RefusalCounts(store, audit)) {
            for (int i = 0; i < 100; i++) {
                counts.count("x/y", "bad_signature", "10.0.0.1");
            }
            counts.count("x/y", "bad_signature", "10.0.0.2");
            counts.flush();
            counts.flush();
        }

        assertThat(list(OptionalLong.empty(), 10))
                .extracting(AuditEntry::detail)
                .containsExactlyInAnyOrder(
                        "{\"reason\":\"bad_signature\",\"source\":\"10.0.0.1\",\"count\":100}",
                        "{\"reason\":\"bad_signature\",\"source\":\"10.0.0.2\",\"count\":1}");
        assertThat(audit.verify(store).brokenAt()).isEmpty();
    }

    @Test
    void countsAFloodFromEverywhereInBoundedMemory() throws Exception {
        try (RefusalCounts counts = new RefusalCounts(store, audit)) {
            for (int i = 0; i < 20_000; i++) {
                counts.count("x/y", "bad_signature", "source-" + i);
            }
            for (int i = 0; i < 20_000; i++) {
                counts.count("x/y" + i, "bad_signature", "source");
            }
        }

        long rows = store.read(reader -> reader.number("select count(*) from audit", 0));
        long counted =
                store.read(
                        reader ->
                                reader.number(
                                        "select sum(json_extract(detail, '$.count')) from audit",
                                        0));
        assertThat(rows).isLessThan(2100);
        assertThat(counted).isEqualTo(40_000);
    }

    @Test
    void tellsTooManyFailuresApartBySourceAndForgetsThem() {
        Instant start = CLOCK.instant();
        TestClock clock = new TestClock(start);
        FailureLimiter limiter = new FailureLimiter(clock, 3, Duration.ofSeconds(60));

        assertThat(
                        List.of(
                                limiter.fails("a"),
                                limiter.fails("a"),
                                limiter.fails("a"),
                                limiter.fails("a")))
                .containsExactly(false, false, false, true);
        assertThat(limiter.fails("b")).isFalse();
        clock.now = start.plusSeconds(60);
        assertThat(limiter.fails("a")).isFalse();
    }

    private void append(String... subjects) throws InterruptedException {
        store.write(
                tx -> {
                    for (String subject : subjects) {
                        audit.append(
                                tx, "ann", "connector_put", subject, Json.object().put("n", 1));
                    }
                    return subjects.length;
                });
    }

    private List<AuditEntry> list(OptionalLong before, int limit) {
        return store.read(reader -> audit.list(reader, before, limit));
    }

    private static final class TestClock extends Clock {
        private Instant now;

        private TestClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
