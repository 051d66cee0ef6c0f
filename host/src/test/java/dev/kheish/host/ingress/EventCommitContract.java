package dev.kheish.host.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.connector.ConnectorPolicy;
import dev.kheish.host.connector.DeliveryPolicy;
import dev.kheish.host.connector.LiveConnector;
import dev.kheish.host.connector.SessionPolicy;
import dev.kheish.host.index.ReceiptStyle;
import dev.kheish.host.session.Session;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.Receipt.Refusal;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.Submission;

import jakarta.json.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the host promises of one event: taken once, in the right session, or not at all. */
abstract class EventCommitContract {
    private static final LiveConnector DESK = IngressRig.connector(1, IngressRig.creating(), 0);

    @TempDir Path home;
    private IngressRig rig;

    /** How receipts are found. */
    abstract ReceiptStyle style();

    @BeforeEach
    void open() throws Exception {
        rig = new IngressRig(home, style());
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static InboundEvent.Builder event(String key) {
        return InboundEvent.builder("message", "ann").content("hello").once(key, "print-" + key);
    }

    @Test
    void takesAnEventOnceAndAnswersTheFirstRunAgain() {
        Receipt first = rig.submit(DESK, event("k").naturalSession("s").build());
        Receipt again = rig.submit(DESK, event("k").naturalSession("s").build());

        assertThat(first).isInstanceOf(Receipt.Accepted.class);
        assertThat(again).isInstanceOf(Receipt.Duplicate.class);
        assertThat(runId(again)).isEqualTo(runId(first));
        assertThat(rig.count("run")).isEqualTo(1);
    }

    @Test
    void takesOneOfManyThatComeAtOnce() throws Exception {
        List<Future<Receipt>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                all.add(
                        threads.submit(
                                () -> rig.submit(DESK, event("k").naturalSession("s").build())));
            }
        }

        Set<String> runs = new HashSet<>();
        int accepted = 0;
        for (Future<Receipt> each : all) {
            runs.add(runId(each.get()));
            accepted += each.get() instanceof Receipt.Accepted ? 1 : 0;
        }
        assertThat(accepted).isEqualTo(1);
        assertThat(runs).hasSize(1);
    }

    @Test
    void tellsAConflictFromARepeat() {
        rig.submit(DESK, event("k").naturalSession("s").build());

        Receipt other =
                rig.submit(DESK, event("k").once("k", "another print").naturalSession("s").build());

        assertThat(other).isInstanceOf(Receipt.Conflict.class);
    }

    @Test
    void knowsAnEventByAnAliasWhateverItsContent() {
        rig.submit(DESK, event("by-id").aliases(List.of("by-place")).naturalSession("s").build());

        Receipt mention =
                rig.submit(
                        DESK,
                        event("other-id").aliases(List.of("by-place")).naturalSession("s").build());

        assertThat(mention).isInstanceOf(Receipt.Duplicate.class);
    }

    @Test
    void anotherIncarnationKnowsNothingOfTheFirst() {
        rig.submit(DESK, event("k").naturalSession("s").build());

        Receipt reborn =
                rig.submit(
                        IngressRig.connector(2, IngressRig.creating(), 0),
                        event("k").naturalSession("s").build());

        assertThat(reborn).isInstanceOf(Receipt.Accepted.class);
    }

    @Test
    void leavesNoTraceOfWhatItRefuses() {
        LiveConnector strict = IngressRig.connector(1, SessionPolicy.DEFAULT, 0);
        LiveConnector unknownPersona =
                IngressRig.connector(1, new SessionPolicy(true, "nobody", null, null), 0);
        List<Long> before = rig.traces();

        assertThat(refusal(rig.submit(strict, event("a").naturalSession("s").build())))
                .isEqualTo(Refusal.SESSION_MISSING);
        assertThat(refusal(rig.submit(unknownPersona, event("b").naturalSession("s").build())))
                .isEqualTo(Refusal.UNKNOWN_PERSONA);
        assertThat(refusal(rig.submit(DESK, event("c").build()))).isEqualTo(Refusal.NO_SESSION);
        assertThat(refusal(rig.submit(DESK, event("d").content(" ").naturalSession("s").build())))
                .isEqualTo(Refusal.EMPTY);
        assertThat(refusal(rig.submit(DESK, to("bad")))).isEqualTo(Refusal.BAD_TARGET);
        assertThat(refusal(rig.submit(DESK, to("nobody")))).isEqualTo(Refusal.UNKNOWN_TARGET);
        assertThat(
                        refusal(
                                rig.submit(
                                        DESK,
                                        event("e")
                                                .items(
                                                        List.of(
                                                                InputItem.assetReference(
                                                                        "ast_none")))
                                                .naturalSession("s")
                                                .build())))
                .isEqualTo(Refusal.UNKNOWN_ASSET);
        assertThat(rig.traces()).isEqualTo(before);
        // what was refused may come again
        assertThat(rig.submit(DESK, event("a").naturalSession("s").build()))
                .isInstanceOf(Receipt.Accepted.class);
    }

    @Test
    void refusesASessionThatWasMadeOnOtherTerms() {
        rig.submit(DESK, event("a").naturalSession("s").build());
        LiveConnector scoped =
                IngressRig.connector(2, new SessionPolicy(true, null, "{\"a\":1}", null), 0);

        assertThat(refusal(rig.submit(scoped, event("b").naturalSession("s").build())))
                .isEqualTo(Refusal.SESSION_MISMATCH);
    }

    @Test
    void findsTheSessionInTheOrderThatIsPromised() {
        rig.submit(DESK, event("1").conversation("full").naturalSession("first").build());
        rig.submit(DESK, event("2").bindingKeys(List.of("b")).naturalSession("second").build());
        rig.submit(DESK, event("3").bindingKeys(List.of("a")).naturalSession("third").build());
        LiveConnector fixed =
                IngressRig.connector(
                        1,
                        new ConnectorPolicy(
                                "fixed", IngressRig.creating(), 0, DeliveryPolicy.DEFAULT));

        assertThat(session(DESK, event("4").conversation("full").bindingKeys(List.of("a"))))
                .isEqualTo("first");
        assertThat(session(DESK, event("5").conversation("new").bindingKeys(List.of("b", "a"))))
                .isEqualTo("third");
        assertThat(session(DESK, event("6").session("given").conversation("full")))
                .isEqualTo("given");
        assertThat(session(fixed, event("7").session("given").conversation("full")))
                .isEqualTo("fixed");
        assertThat(session(DESK, event("8").conversation("new")))
                .as("bound by event 5")
                .isEqualTo("third");
        assertThat(session(DESK, event("9").conversation("full")))
                .as("not rebound by 6 and 7")
                .isEqualTo("first");
    }

    @Test
    void aFixedSessionBindsNoKeys() {
        LiveConnector fixed =
                IngressRig.connector(
                        1,
                        new ConnectorPolicy(
                                "fixed", IngressRig.creating(), 0, DeliveryPolicy.DEFAULT));

        rig.submit(fixed, event("1").conversation("full").bindingKeys(List.of("a")).build());

        assertThat(rig.count("binding")).isZero();
    }

    @Test
    void limitsNewEventsOnlyAndSaysWhenThereIsRoom() {
        LiveConnector slow = IngressRig.connector(1, IngressRig.creating(), 2);
        rig.submit(slow, event("1").naturalSession("s").build());
        rig.submit(slow, event("2").naturalSession("s").build());

        Receipt third = rig.submit(slow, event("3").naturalSession("s").build());
        Receipt again = rig.submit(slow, event("1").naturalSession("s").build());
        Receipt elsewhere =
                rig.submit(slow, event("4").rateScope("other").naturalSession("s").build());
        rig.nowMs.addAndGet(500);
        Receipt later = rig.submit(slow, event("3").naturalSession("s").build());

        assertThat(third).isEqualTo(new Receipt.RateLimited(Duration.ofMillis(500)));
        assertThat(again).isInstanceOf(Receipt.Duplicate.class);
        assertThat(elsewhere).isInstanceOf(Receipt.Accepted.class);
        assertThat(later).isInstanceOf(Receipt.Accepted.class);
    }

    @Test
    void teachesItsSessionWhereAnswersGoUnlessTheApiDid() throws InterruptedException {
        rig.submit(DESK, to("one"));
        assertThat(stored("s").targetsBy()).isEqualTo(Session.TargetsBy.CONNECTOR);
        rig.store.write(
                tx ->
                        rig.sessions.setTargets(
                                tx,
                                rig.sessions.find(tx, "s").orElseThrow(),
                                null,
                                Session.TargetsBy.API));

        rig.submit(
                DESK,
                event("next")
                        .naturalSession("s")
                        .replyTo(ReplyHandle.of("lamp", "two"), Origin.CLIENT)
                        .build());

        assertThat(stored("s").targets()).isNull();
        assertThat(stored("s").targetsBy()).isEqualTo(Session.TargetsBy.API);
    }

    @Test
    void aForeignSessionLearnsNoTargets() {
        rig.submit(DESK, event("mine").naturalSession("s").build());

        rig.submit(IngressRig.connector(2, IngressRig.creating(), 0), to("one"));

        assertThat(stored("s").targets()).isNull();
    }

    @Test
    void takesTheGoodEventsOfABatchAndStoresItsStateWithThem() {
        Submission batch =
                Submission.of(
                                List.of(
                                        event("1").naturalSession("s").build(),
                                        event("2").build(),
                                        event("1").naturalSession("s").build(),
                                        event("3").naturalSession("s").build()))
                        .put("cursor", Json.createValue(7));

        List<Receipt> receipts = rig.submit(DESK, batch);

        assertThat(receipts.stream().map(each -> each.getClass().getSimpleName()))
                .containsExactly("Accepted", "Refused", "Duplicate", "Accepted");
        assertThat(state("cursor")).contains("7");
    }

    @Test
    void aCursorDoesNotPassWhatHasToComeAgain() {
        LiveConnector slow = IngressRig.connector(1, IngressRig.creating(), 1);
        InboundEvent first = event("1").naturalSession("s").build();
        InboundEvent second = event("2").naturalSession("s").build();

        List<Receipt> limited =
                rig.submit(
                        slow,
                        Submission.of(List.of(first, second))
                                .put("always", Json.createValue(1))
                                .putIfSettled("cursor", Json.createValue(3)));
        Optional<String> before = state("cursor");
        rig.nowMs.addAndGet(1000);
        rig.submit(
                slow,
                Submission.of(List.of(first, second)).putIfSettled("cursor", Json.createValue(3)));

        assertThat(limited.getLast()).isInstanceOf(Receipt.RateLimited.class);
        assertThat(state("always")).contains("1");
        assertThat(before).isEmpty();
        assertThat(state("cursor")).contains("3");
    }

    @Test
    void aCursorPassesWhatIsKnownOrRefusedForGood() {
        rig.submit(DESK, event("1").naturalSession("s").build());

        rig.submit(
                DESK,
                Submission.of(List.of(event("1").naturalSession("s").build(), event("2").build()))
                        .putIfSettled("cursor", Json.createValue(3)));

        assertThat(state("cursor")).contains("3");
    }

    private Optional<String> state(String name) {
        return rig.store.read(
                reader ->
                        reader.one(
                                "select value from connector_state where connector = 1 and name = ?",
                                row -> row.text(1),
                                name));
    }

    @Test
    void storesInlineAssetsWithTheirRun() {
        Receipt receipt =
                rig.submit(
                        DESK,
                        event("1")
                                .items(
                                        List.of(
                                                InputItem.text("see"),
                                                InputItem.inlineAsset(
                                                        "a.txt",
                                                        Optional.of("text/plain"),
                                                        new byte[] {65})))
                                .naturalSession("s")
                                .build());

        assertThat(receipt).isInstanceOf(Receipt.Accepted.class);
        assertThat(rig.count("asset")).isEqualTo(1);
        assertThat(
                        rig.store.<String>read(
                                reader ->
                                        reader.one("select input from run", row -> row.text(1))
                                                .orElseThrow()))
                .contains("\"asset_id\":\"ast_");
    }

    private String session(LiveConnector connector, InboundEvent.Builder event) {
        return ((Receipt.Accepted) rig.submit(connector, event.build())).run().sessionId();
    }

    private Session stored(String id) {
        return rig.store
                .<Optional<Session>>read(reader -> rig.sessions.read(reader, id))
                .orElseThrow();
    }

    private static InboundEvent to(String address) {
        return event("to-" + address)
                .naturalSession("s")
                .replyTo(ReplyHandle.of("lamp", address), Origin.CLIENT)
                .build();
    }

    private static Refusal refusal(Receipt receipt) {
        assertThat(receipt).isInstanceOf(Receipt.Refused.class);
        return ((Receipt.Refused) receipt).reason();
    }

    private static String runId(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Accepted(var run) -> run.runId();
            case Receipt.Duplicate(var run) -> run.runId();
            default -> throw new AssertionError(receipt);
        };
    }
}
