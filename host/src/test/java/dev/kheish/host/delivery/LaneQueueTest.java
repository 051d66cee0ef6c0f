package dev.kheish.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.store.Store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class LaneQueueTest {
    @TempDir Path folder;
    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("kheish.db"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void onlyTheHeadOfALaneIsLent() throws Exception {
        add(1, 10, 7);
        add(1, 11, 7);
        add(2, 12, 7);

        List<Loan> loans = lend(7, 100, 10);

        assertThat(loans).extracting(Loan::delivery).containsExactlyInAnyOrder(10L, 12L);
        assertThat(lend(7, 100, 10)).isEmpty();
    }

    @Test
    void theNextOneIsDueWhenTheHeadLeaves() throws Exception {
        add(1, 10, 7);
        add(1, 11, 7);
        Loan head = lend(7, 100, 10).getFirst();

        boolean advanced =
                store.write(tx -> LaneQueue.remove(tx, head) && LaneQueue.advance(tx, 1, 200));

        assertThat(advanced).isTrue();
        assertThat(lend(7, 200, 10)).extracting(Loan::delivery).containsExactly(11L);
    }

    @Test
    void aLoanThatRanOutCannotBeSettled() throws Exception {
        add(1, 10, 7);
        Loan lost = lend(7, 100, 10).getFirst();
        Loan current = lend(7, lost.untilMs(), 10).getFirst();

        assertThat(store.<Boolean>write(tx -> LaneQueue.remove(tx, lost))).isFalse();
        assertThat(store.<Boolean>write(tx -> LaneQueue.giveBack(tx, lost, 5))).isFalse();
        assertThat(store.<Boolean>write(tx -> LaneQueue.remove(tx, current))).isTrue();
    }

    @Test
    void aHeadThatIsHeldOverMakesRoomAndStaysDue() throws Exception {
        add(1, 10, 7);
        add(1, 11, 7);
        Loan head = lend(7, 100, 10).getFirst();

        store.write(
                tx -> {
                    LaneQueue.holdOver(tx, head, 300);
                    return LaneQueue.advance(tx, 1, 100);
                });

        assertThat(lend(7, 100, 10)).extracting(Loan::delivery).containsExactly(11L);
        Loan own = lend(7, 300, 10).getFirst();
        assertThat(own.delivery()).isEqualTo(10);
        assertThat(own.isHeldOver()).isTrue();
    }

    @Test
    void findsTheChannelsInWhichSomethingWaits() throws Exception {
        add(1, 10, 7);
        add(2, 11, 9);
        add(3, 12, 7);

        assertThat(store.read(LaneQueue::channels)).containsExactly(7L, 9L);
        assertThat(store.<Long>read(reader -> LaneQueue.nextDue(reader, 9))).isEqualTo(50);
        assertThat(store.<Long>read(reader -> LaneQueue.nextDue(reader, 8)))
                .isEqualTo(LaneQueue.NEVER);
    }

    @Test
    void everyStatementGoesByAnIndexWhateverIsQueued() throws Exception {
        for (int lane = 0; lane < 10_000; lane += 500) {
            int from = lane;
            store.write(
                    tx -> {
                        for (int i = from; i < from + 500; i++) {
                            LaneQueue.add(tx, new LaneQueue.Place(i, i, i % 3), 50, 0);
                        }
                        return null;
                    });
        }

        assertThat(
                        plan(
                                "select lane, delivery from delivery_queue where channel = 1 and due_ms <= 9 order by due_ms limit 3"))
                .allMatch(
                        step ->
                                step.contains("USING")
                                        && step.contains("INDEX delivery_queue_due"));
        assertThat(
                        plan(
                                "update delivery_queue set due_ms = 1, lent_until = 1, epoch = epoch + 1"
                                        + " where (lane, delivery) in (select lane, delivery from delivery_queue"
                                        + " where channel = 1 and due_ms <= 9 order by due_ms limit 3)"))
                .noneMatch(LaneQueueTest::readsTheWholeTable);
        assertThat(
                        plan(
                                "update delivery_queue set due_ms = 1 where lane = 4 and due_ms is null"
                                        + " and delivery = (select min(delivery) from delivery_queue where lane = 4)"))
                .noneMatch(LaneQueueTest::readsTheWholeTable);
        assertThat(
                        plan(
                                "update delivery_queue set due_ms = 1, lent_until = null where lent_until is not null"))
                .noneMatch(step -> step.equals("SCAN delivery_queue"));
        assertThat(lend(1, 60, 256)).hasSize(256);
        assertThat(lend(1, 60, 5)).hasSize(5);
    }

    private static boolean readsTheWholeTable(String step) {
        return step.startsWith("SCAN") && !step.contains("SUBQUERY");
    }

    private List<String> plan(String sql) {
        return store.read(
                reader ->
                        new ArrayList<>(
                                reader.list("explain query plan " + sql, row -> row.text(4))));
    }

    private void add(long lane, long delivery, long channel) throws InterruptedException {
        store.write(tx -> LaneQueue.add(tx, new LaneQueue.Place(lane, delivery, channel), 50, 0));
    }

    private List<Loan> lend(long channel, long now, int limit) throws InterruptedException {
        return store.write(tx -> LaneQueue.lend(tx, channel, now, now + 1000, limit));
    }
}
