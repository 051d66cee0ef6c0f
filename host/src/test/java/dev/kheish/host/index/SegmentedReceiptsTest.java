package dev.kheish.host.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** With tables so small that segments are written and merged all the time. */
class SegmentedReceiptsTest extends ReceiptsContract {
    private static final int TABLE_KEYS = 8;

    @Override
    Receipts openReceipts() throws InterruptedException {
        return SegmentedReceipts.open(store, TABLE_KEYS, 1 << 20);
    }

    @Test
    void eightSegmentsBecomeOneOfTheNextLevel() throws InterruptedException {
        fill(8 * 8 * TABLE_KEYS);

        within(() -> highestLevel() == 2);
        assertThat(count("receipt_segment")).isLessThanOrEqualTo(1 + 2 * 8);
    }

    @Test
    void nothingIsLeftOfSegmentsThatWereMerged() throws InterruptedException {
        fill(8 * TABLE_KEYS);

        within(() -> count("receipt_segment") == 1 && count("receipt_filter") == 1);
        within(() -> count("receipt_block") == 1 && count("receipt_fence") == 1);
    }

    @Test
    void aSegmentGoesOnceAllItsRunsArePruned() throws InterruptedException {
        IndexKey first = new IndexKey(1, 2);
        add(first);
        fill(8 * TABLE_KEYS);
        RunRows.deleteUpTo(store, 8 * TABLE_KEYS);
        IndexKey last = new IndexKey(3, 4);
        long run = add(last);
        fill(8 * TABLE_KEYS);

        within(() -> find(first).isEmpty());
        assertThat(find(last)).hasValue(run);
    }

    @Test
    void whatACrashLeftOfASegmentIsClearedAway() throws InterruptedException {
        fill(TABLE_KEYS - 1);
        store.write(
                tx -> {
                    SegmentTables.RECEIPTS.blocks().add(tx, 1, 0, new byte[24]);
                    SegmentTables.RECEIPTS.fences().add(tx, 1, 0, new byte[8]);
                    SegmentTables.RECEIPTS.filters().add(tx, 7, 3, new byte[8]);
                    return true;
                });
        receipts.close();
        receipts = openReceipts();
        fill(TABLE_KEYS);

        within(() -> count("receipt_segment") >= 1 && count("receipt_filter") >= 1);
        within(
                () ->
                        isGone(SegmentTables.RECEIPTS.blocks(), 1)
                                && isGone(SegmentTables.RECEIPTS.fences(), 1));
        within(() -> isGone(SegmentTables.RECEIPTS.filters(), 7));
    }

    @Test
    void withoutMemoryForFiltersItLooksOnDisk() throws InterruptedException {
        receipts.close();
        receipts = SegmentedReceipts.open(store, TABLE_KEYS, 0);
        List<IndexKey> keys = new ArrayList<>();
        List<Long> runs = new ArrayList<>();
        for (int i = 1; i <= 20 * TABLE_KEYS; i++) {
            keys.add(new IndexKey(i * 7919L, i));
            runs.add(add(keys.getLast()));
        }

        for (int i = 0; i < keys.size(); i++) {
            assertThat(find(keys.get(i))).hasValue(runs.get(i));
        }
        assertThat(count("receipt_filter")).isZero();
    }

    @Test
    void aMergedSegmentGetsTheRoomForItsFilterThatItsPartsHad() throws InterruptedException {
        receipts.close();
        long parts = 8 * KeyFilter.bytesFor(TABLE_KEYS);
        long merged = KeyFilter.bytesFor(8 * TABLE_KEYS);
        receipts = SegmentedReceipts.open(store, TABLE_KEYS, Math.max(parts, merged));
        fill(8 * TABLE_KEYS);

        within(() -> highestLevel() == 1);
        assertThat(filterOf(1)).isPositive();
        // Those of its parts go one after the other.
        within(() -> count("receipt_filter") == 1);
    }

    @Test
    void theTwoStylesTakeOverFromEachOther() throws InterruptedException {
        List<IndexKey> keys = new ArrayList<>();
        List<Long> runs = new ArrayList<>();
        for (int turn = 0; turn < 4; turn++) {
            for (int i = 0; i < 3 * TABLE_KEYS; i++) {
                keys.add(new IndexKey(1000L * turn + i + 1, i));
                runs.add(add(keys.getLast()));
            }
            receipts.close();
            receipts = turn % 2 == 0 ? ReceiptTable.open(store) : openReceipts();

            for (int i = 0; i < keys.size(); i++) {
                assertThat(find(keys.get(i))).as("turn " + turn).hasValue(runs.get(i));
            }
        }
    }

    @Test
    void aKeyOfTheSameRunInTheNextTableIsFoundAfterACrash() throws InterruptedException {
        fill(TABLE_KEYS - 1);
        IndexKey[] three = {new IndexKey(1, 1), new IndexKey(2, 2), new IndexKey(3, 3)};
        long run = add(three);
        within(() -> count("receipt_segment") == 1);
        reopen(false);

        for (IndexKey key : three) {
            assertThat(find(key)).hasValue(run);
        }
    }

    @Test
    void whatComesAfterUndoneRunsIsFoundAfterTwoCrashes() throws InterruptedException {
        assertThatThrownBy(
                        () ->
                                store.write(
                                        tx -> {
                                            for (int i = 1; i <= 3 * TABLE_KEYS; i++) {
                                                IndexKey key = new IndexKey(i, i);
                                                long run = RunRows.add(tx, 1, List.of(key));
                                                receipts.add(tx, key, run);
                                            }
                                            throw new IllegalStateException("on purpose");
                                        }))
                .hasMessage("on purpose");
        reopen(false);
        IndexKey key = new IndexKey(99, 99);
        long run = add(key);
        reopen(false);

        assertThat(find(key)).hasValue(run);
    }

    private boolean isGone(SegmentTable table, long segment) {
        return store.read(reader -> table.firstFrom(reader, segment)) != segment;
    }

    private long filterOf(int level) {
        return store.read(
                reader ->
                        reader.number(
                                "select filter_longs from receipt_segment where level = ?",
                                0,
                                level));
    }

    private long highestLevel() {
        return store.read(reader -> reader.number("select max(level) from receipt_segment", 0));
    }

    private long count(String table) {
        return store.read(reader -> reader.number("select count(*) from " + table, 0));
    }

    private static void within(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
