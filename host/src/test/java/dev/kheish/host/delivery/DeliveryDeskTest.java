package dev.kheish.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.connector.Lookup;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class DeliveryDeskTest {
    private static final DeliveryResult OK = DeliveryResult.delivered(Evidence.status(200));
    private static final DeliveryResult NO =
            DeliveryResult.rejected(
                    "no", Evidence.status(400).withAnswer("{\"token\":\"abcdefgh\"}"));

    @TempDir Path folder;
    private final AtomicReference<DeliveryResult> result = new AtomicReference<>(NO);
    private final AtomicInteger calls = new AtomicInteger();
    private TestRoom room;
    private DeliveryDesk desk;

    @BeforeEach
    void open() throws Exception {
        room = TestRoom.open(folder, Clock.systemUTC()).start();
        room.connector(
                "a",
                _ -> {
                    calls.incrementAndGet();
                    return result.get();
                });
        desk = room.deliveries.desk();
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void replayingTwiceMakesOneDeliveryAndItsArrivalResolvesTheDeadLetter() throws Exception {
        String dead = deadLetter(1);
        result.set(OK);

        ObjectNode first = done(desk.replay(dead, false, "op"));
        ObjectNode second = done(desk.replay(dead, false, "op"));

        String replay = first.path("delivery").path("delivery_id").asText();
        assertThat(second.path("delivery").path("delivery_id").asText()).isEqualTo(replay);
        assertThat(first.path("delivery").path("replayed_from_delivery_id").asText())
                .isEqualTo(dead);
        room.awaitState(replay, DeliveryState.DELIVERED);
        assertThat(room.row(dead).aftermath().resolution()).isEqualTo("replay delivered");
        assertThat(room.deliveries.status().unresolved()).isZero();
        assertThat(
                        done(desk.replay(dead, true, "op"))
                                .path("delivery")
                                .path("delivery_id")
                                .asText())
                .isNotEqualTo(replay);
    }

    @Test
    void bulkReplayLeavesOutWhatMayHaveArrived() throws Exception {
        String plain = deadLetter(1);
        result.set(DeliveryResult.unknown("lost", Evidence.transportFailure()));
        String ambiguous = deadLetter(2);
        result.set(OK);

        JsonNode bulk = desk.replay(bulk(100, false, false), "op");

        assertThat(bulk.path("replayed").asInt()).isEqualTo(1);
        assertThat(bulk.path("items").get(0).path("replayed_from_delivery_id").asText())
                .isEqualTo(plain);
        JsonNode asked = desk.replay(bulk(100, false, true), "op");
        assertThat(asked.findValuesAsText("replayed_from_delivery_id")).contains(ambiguous);
    }

    @Test
    void aDryRunOfABulkReplayChangesNothing() throws Exception {
        deadLetter(1);
        deadLetter(2);

        JsonNode bulk = desk.replay(bulk(1, true, false), "op");

        assertThat(bulk.path("selected").asInt()).isEqualTo(1);
        assertThat(bulk.path("truncated").asBoolean()).isTrue();
        assertThat(bulk.path("items").get(0).path("action").asText()).isEqualTo("would_replay");
        assertThat(room.count("select count(*) from delivery")).isEqualTo(2);
    }

    @Test
    void theFirstReasonOfAResolutionStays() throws Exception {
        String dead = deadLetter(1);

        desk.resolve(dead, "told them by phone", "op");
        ObjectNode view = done(desk.resolve(dead, "other", "op"));

        assertThat(view.path("dead_letter_resolution_reason").asText())
                .isEqualTo("told them by phone");
        assertThat(room.count("select count(*) from audit where action = 'delivery_resolve'"))
                .isEqualTo(1);
    }

    @Test
    void cancellingTheHeadLetsTheNextOneGo() throws Exception {
        room.directory.put(
                "a", new Lookup.Unavailable("connector_paused", "paused", Duration.ofSeconds(1)));
        String head = room.send(1, "1", FakeDirectory.target("a/l")).getFirst();
        String next = room.send(1, "2", FakeDirectory.target("a/l")).getFirst();
        assertThat(desk.retry(next, "op"))
                .isInstanceOfSatisfying(
                        DeskOutcome.Refused.class,
                        no -> assertThat(no.code()).isEqualTo("delivery_waits_in_lane"));

        assertThat(done(desk.cancel(head, "op")).path("status").asText()).isEqualTo("cancelled");
        result.set(OK);
        room.connector("a", _ -> OK);

        room.awaitState(next, DeliveryState.DELIVERED);
        assertThat(desk.cancel(next, "op"))
                .isInstanceOfSatisfying(
                        DeskOutcome.Refused.class,
                        no -> assertThat(no.code()).isEqualTo("delivery_finished"));
        assertThat(desk.cancel("dlv_nonsense", "op")).isInstanceOf(DeskOutcome.Unknown.class);
    }

    @Test
    void retryNowDoesNotWaitForTheBackOff() throws Exception {
        result.set(DeliveryResult.retryAfter(Duration.ofHours(1), "busy", Evidence.status(429)));
        String id = room.send(1, "x", FakeDirectory.target("a/l")).getFirst();
        room.awaitState(id, DeliveryState.RETRYING);
        result.set(OK);

        desk.retry(id, "op");

        room.awaitState(id, DeliveryState.DELIVERED);
        assertThat(calls).hasValue(2);
    }

    @Test
    void listsGoOnWhereTheyEndedWhateverTheFilter() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(deadLetter(1 + i % 2));
        }

        assertThat(walk(filter(null, "dead_lettered"))).containsExactlyElementsOf(ids);
        assertThat(walk(filter(null, null))).containsExactlyElementsOf(ids);
        assertThat(walk(filter(1L, null)))
                .containsExactly(ids.get(0), ids.get(2), ids.get(4), ids.get(6));
        assertThat(walk(filter(null, "delivered"))).isEmpty();
        assertThatThrownBy(() -> desk.list(filter(null, null), "x", 3))
                .isInstanceOf(DeliveryFilterException.class);
    }

    @Test
    void listsByTimeStartWhereTheTimeBegins() throws Exception {
        deadLetter(1);
        long between = System.currentTimeMillis() + 1;
        room.await(() -> System.currentTimeMillis() > between);
        String later = deadLetter(1);

        assertThat(
                        walk(
                                new DeliveryFilter(
                                        null, null, null, null, null, null, null, between, null,
                                        false)))
                .containsExactly(later);
        assertThat(
                        walk(
                                new DeliveryFilter(
                                        null,
                                        null,
                                        "fake",
                                        "a",
                                        null,
                                        "fake:a/l1",
                                        "NO",
                                        null,
                                        between,
                                        true)))
                .hasSize(1);
    }

    @Test
    void answersAreKeptWithoutSecrets() throws Exception {
        String dead = deadLetter(1);

        JsonNode attempt = desk.attempts(dead).orElseThrow().get(0);

        assertThat(attempt.path("status").asInt()).isEqualTo(400);
        assertThat(attempt.path("outcome").asText()).isEqualTo("rejected");
        assertThat(attempt.path("answer").asText()).isEqualTo("{\"token\":\"[redacted]\"}");
        assertThat(desk.find(dead, false).orElseThrow().has("address")).isFalse();
        assertThat(desk.find(dead, true).orElseThrow().path("address").asText()).isEqualTo("a/l1");
    }

    private List<String> walk(DeliveryFilter filter) {
        List<String> seen = new ArrayList<>();
        String after = null;
        while (true) {
            List<DeliveryDesk.Entry> page = desk.list(filter, after, 3);
            page.forEach(entry -> seen.add(entry.view().path("delivery_id").asText()));
            if (page.size() < 3) {
                return seen;
            }
            after = page.getLast().place();
        }
    }

    private static DeliveryFilter filter(@Nullable Long session, @Nullable String status) {
        return new DeliveryFilter(session, null, null, null, status, null, null, null, null, false);
    }

    private static BulkReplay bulk(int limit, boolean dryRun, boolean ambiguous) {
        DeliveryFilter filter =
                new DeliveryFilter(
                        null, null, null, null, "dead_lettered", null, null, null, null, true);
        return new BulkReplay(filter, limit, dryRun, false, ambiguous);
    }

    private String deadLetter(long session) throws InterruptedException {
        String id = room.send(session, "x", FakeDirectory.target("a/l" + session)).getFirst();
        room.awaitState(id, DeliveryState.DEAD_LETTERED);
        return id;
    }

    private static ObjectNode done(DeskOutcome outcome) {
        assertThat(outcome).isInstanceOf(DeskOutcome.Done.class);
        return ((DeskOutcome.Done) outcome).view();
    }
}
