package dev.kheish.host.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

class RetentionTest {
    private static final long NOW = 1_750_000_000_000L;
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir Path folder;
    private Store store;
    private final AtomicLong nowMs = new AtomicLong(NOW);
    private final Clock clock = new MovedClock();
    private final Books books = new Books();

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("kheish.db"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatIsOldGoesAndWhatIsYoungerStays() throws Exception {
        books.make(300, NOW - DAY.toMillis());
        List<Long> young = books.make(2, NOW - DAY.toMillis() + 1);

        retention().pass();

        assertThat(books.stored()).isEqualTo(young);
    }

    @Test
    void whatIsNeededStaysUntilItIsNoLongerAndIsLookedAtOnceAnHour() throws Exception {
        List<Long> old = books.make(50, NOW - DAY.toMillis());
        books.needed.add(old.get(7));
        Retention retention = retention();
        retention.pass();
        books.asked.set(0);

        retention.pass();

        assertThat(books.stored()).containsExactly(old.get(7));
        assertThat(books.asked).hasValue(0);

        books.needed.clear();
        nowMs.addAndGet(Duration.ofHours(1).toMillis());
        retention.pass();

        assertThat(books.stored()).isEmpty();
        assertThat(count("retention_left")).isZero();
    }

    @Test
    void anotherLifeGoesOnWhereTheLastOneWas() throws Exception {
        List<Long> old = books.make(200, NOW - DAY.toMillis());
        books.needed.addAll(old);
        retention().pass();
        books.asked.set(0);
        List<Long> more = books.make(3, NOW - DAY.toMillis());

        // Looks again at those that stayed, as each life does once, and at the three.
        retention().pass();

        assertThat(books.asked).hasValue(203);
        assertThat(books.stored()).containsAll(old).doesNotContainAnyElementsOf(more);
    }

    @Test
    void aRowThatCannotBePrunedKeepsNoOtherFromGoing() throws Exception {
        List<Long> old = books.make(100, NOW - DAY.toMillis());
        books.damaged.add(old.get(40));
        books.needed.addAll(List.of(old.get(39), old.get(41)));
        Retention retention = retention();

        retention.pass();

        assertThat(books.stored()).isEqualTo(old.subList(39, 42));

        books.needed.clear();
        nowMs.addAndGet(Duration.ofHours(1).toMillis());
        retention.pass();

        assertThat(books.stored()).containsExactly(old.get(40));
    }

    @Test
    void beyondABudgetTheOldestGoBeforeTheirTimeButNothingOfTheLastHour() throws Exception {
        List<Long> today = books.make(500, NOW - Duration.ofHours(2).toMillis());
        List<Long> justNow = books.make(5, NOW - Duration.ofMinutes(59).toMillis());
        Rule rule = Rule.of(books, Duration.ofDays(30));
        Budget budget =
                new Budget("The shelf", () -> count("schedule_execution"), 400, List.of(rule));

        new Retention(store, clock, List.of(rule), List.of(budget)).pass();

        assertThat(books.stored().size()).isBetween(100, 400);
        assertThat(books.stored()).contains(today.getLast()).doesNotContain(today.getFirst());

        Budget nothing =
                new Budget("The shelf", () -> count("schedule_execution"), 1, List.of(rule));
        new Retention(store, clock, List.of(rule), List.of(nothing)).pass();

        assertThat(books.stored()).isEqualTo(justNow);
    }

    @Test
    void zeroMeansForEver() throws Exception {
        List<Long> old = books.make(3, 1);

        new Retention(store, clock, List.of(Rule.of(books, Duration.ZERO)), List.of()).pass();

        assertThat(books.stored()).isEqualTo(old);
    }

    @Test
    void aStepTakesFewerRowsWhenTheyAreSlow() {
        Pace pace = new Pace();
        pace.took(100_000, pace.rows());
        int fast = pace.rows();
        pace.took(20_000_000, fast);

        assertThat(fast).isGreaterThan(32);
        assertThat(pace.rows()).isLessThan(fast / 4);
    }

    private Retention retention() {
        return new Retention(store, clock, List.of(Rule.of(books, DAY)), List.of());
    }

    private long count(String table) {
        return store.read(reader -> reader.number("select count(*) from " + table, 0));
    }

    /** Rows of some table that nobody else uses here. */
    private final class Books implements Slice {
        private final Set<Long> needed = new HashSet<>();
        private final Set<Long> damaged = new HashSet<>();
        private final AtomicInteger asked = new AtomicInteger();

        List<Long> make(int count, long atMs) throws InterruptedException {
            return store.write(
                    tx -> LongStream.range(0, count).mapToObj(_ -> make(tx, atMs)).toList());
        }

        private long make(Tx tx, long atMs) {
            long seq = tx.next(Sequence.EXECUTION);
            tx.update(
                    "insert into schedule_execution (seq, schedule, due_ms, at_ms, state)"
                            + " values (?, 1, 0, ?, 'skipped')",
                    seq,
                    atMs);
            return seq;
        }

        List<Long> stored() {
            return store.read(
                    reader ->
                            reader.list(
                                    "select seq from schedule_execution order by seq",
                                    row -> row.integer(1)));
        }

        @Override
        public String name() {
            return "books";
        }

        @Override
        public String table() {
            return "schedule_execution";
        }

        @Override
        public String madeAt() {
            return "at_ms";
        }

        @Override
        public boolean prune(Tx tx, long seq, long cutMs) {
            asked.incrementAndGet();
            if (damaged.contains(seq)) {
                throw new IllegalStateException("Torn pages");
            }
            return !needed.contains(seq)
                    && tx.update(
                                    "delete from schedule_execution where seq = ? and at_ms <= ?",
                                    seq,
                                    cutMs)
                            == 1;
        }
    }

    private final class MovedClock extends Clock {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(nowMs.get());
        }
    }
}
