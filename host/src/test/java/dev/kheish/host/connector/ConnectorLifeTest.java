package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Receipt;
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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

final class ConnectorLifeTest {
    private static final String PLAIN = "{'allow_anonymous':true}";

    @TempDir Path home;
    private Rig rig;

    @BeforeEach
    void start() throws InterruptedException {
        rig = Rig.started(home);
    }

    @AfterEach
    void stop() {
        rig.close();
        assertThat(rig.kinds.leases).as("kinds still borrowed").hasValue(0);
    }

    @Test
    void aChangeOpensTheNewOneBeforeItClosesTheOld() throws InterruptedException {
        rig.stored("desk", PLAIN);
        TestConnector old = rig.lamp.last();

        rig.stored("desk", "{'rate':5}");

        assertThat(rig.lamp.last()).isNotSameAs(old);
        assertThat(old.closes).hasValue(1);
        assertThat(rig.lamp.last().starts).hasValue(1);
        assertThat(rig.lamp.last().closes).hasValue(0);
    }

    @Test
    void isNotClosedUnderACallThatHoldsIt() throws Exception {
        rig.stored("desk", PLAIN);
        TestConnector old = rig.lamp.last();
        LiveConnector.Hold hold = live("desk").hold().orElseThrow();
        Thread put = Thread.ofVirtual().start(() -> unchecked("{'rate':5}"));

        Rig.await(() -> rig.lamp.opened.size() == 2);
        assertThat(old.closes).hasValue(0);
        hold.close();
        put.join();

        assertThat(old.closes).hasValue(1);
    }

    @Test
    void aClosedConnectorCannotBeHeldNorUseItsContext() throws Exception {
        rig.stored("desk", PLAIN);
        LiveConnector old = live("desk");
        TestConnector connector = rig.lamp.last();
        rig.connectors.pause(Rig.lamp("desk"), Rig.ACTOR);

        assertThat(old.hold()).isEmpty();
        assertThatThrownBy(() -> connector.context.secret("token"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(connector.context::state).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> connector.context.spawn("x", () -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void staysPausedOverARestart() throws InterruptedException {
        rig.stored("desk", PLAIN);
        TestConnector open = rig.lamp.last();

        ObjectNode view = rig.connectors.pause(Rig.lamp("desk"), Rig.ACTOR).orElseThrow();
        rig.restart();

        assertThat(view.path("state").asText()).isEqualTo("paused");
        assertThat(open.closes).hasValue(1);
        assertThat(unavailable("desk")).isEqualTo("connector_paused");
        assertThat(rig.connectors.directory().findForDelivery("lamp", "desk"))
                .isInstanceOf(Lookup.Unavailable.class);

        rig.connectors.resume(Rig.lamp("desk"), Rig.ACTOR);
        assertThat(live("desk").name()).isEqualTo("desk");
        assertThat(rig.connectors.pause(Rig.lamp("none"), Rig.ACTOR)).isEmpty();
    }

    @Test
    void waitsForAKindThatIsGoneAndComesBack() throws InterruptedException {
        rig.stored("desk", "{'allow_anonymous':true,'child':{'command':'x','env':{'A':'hidden'}}}");

        rig.kinds.withdraw("lamp");
        rig.awaitState("desk", "waiting_for_kind");
        Rig.await(() -> rig.lamp.last().closes.get() == 1);
        assertThat(unavailable("desk")).isEqualTo("waiting_for_kind");
        assertThat(rig.view("desk").toString()).doesNotContain("hidden");
        assertThat(rig.put("desk", "{}")).isInstanceOf(PutOutcome.KindAbsent.class);

        rig.kinds.offer(rig.lamp);
        rig.awaitState("desk", "active");
    }

    @Test
    void movesOverToANewGenerationOfItsKind() throws InterruptedException {
        rig.stored("desk", PLAIN);
        TestKind newer = new TestKind("lamp");

        rig.kinds.offer(newer);

        Rig.await(() -> !newer.opened.isEmpty() && newer.last().starts.get() == 1);
        Rig.await(() -> rig.lamp.last().closes.get() == 1);
    }

    @Test
    void startsAgainAfterAStartThatFailed() throws InterruptedException {
        rig.lamp.failingStarts.set(1);

        ObjectNode view = rig.stored("desk", PLAIN);

        assertThat(view.path("state").asText()).isEqualTo("error");
        assertThat(view.path("last_error").asText()).isEqualTo("It does not want to start.");
        assertThat(rig.lamp.opened.getFirst().closes).hasValue(1);
        rig.awaitState("desk", "active");
        assertThat(rig.lamp.last().starts).hasValue(1);
    }

    @Test
    void showsWhyItCannotBeOpened() throws InterruptedException {
        ObjectNode view = rig.stored("desk", "{'allow_anonymous':true,'actor_id':'unopenable'}");

        assertThat(view.path("state").asText()).isEqualTo("error");
        assertThat(view.path("last_error").asText())
                .isEqualTo("It cannot be opened as unopenable.");
        assertThat(unavailable("desk")).isEqualTo("connector_error");
        assertThat(rig.stored("desk", "{'actor_id':null}").path("state").asText())
                .isEqualTo("active");
    }

    @Test
    void aMissingVariableHurtsOnlyItsConnector() throws InterruptedException {
        rig.stored("hall", PLAIN);

        ObjectNode view = rig.stored("desk", "{'token':{'env':'NOT_SET'}}");

        assertThat(view.path("state").asText()).isEqualTo("error");
        assertThat(view.path("last_error").asText())
                .isEqualTo("token the environment variable NOT_SET is not set or blank");
        assertThat(rig.stored("hall", "{'rate':5}").path("state").asText()).isEqualTo("active");

        rig.stop();
        rig.environment.put("NOT_SET", "now it is");
        rig.start();
        rig.awaitState("desk", "active");
    }

    @Test
    void aRevokedSecretStopsItUntilItIsWritten() throws InterruptedException {
        rig.stored("desk", "{'token':{'value':'one'}}");

        rig.secrets.revoke("connectors.lamp.desk.token", Rig.ACTOR);
        rig.awaitState("desk", "error");
        assertThat(rig.view("desk").path("last_error").asText())
                .contains("is revoked; write it again");

        rig.secrets.write("connectors.lamp.desk.token", "two", Rig.ACTOR);
        rig.awaitState("desk", "active");
        assertThat(rig.lamp.last().context.secret("token")).contains("two");
    }

    @Test
    void rotationIsSeenWithoutOpeningAgain() throws InterruptedException {
        rig.stored("desk", "{'token':{'value':'one'}}");
        TestConnector open = rig.lamp.last();

        rig.secrets.write("connectors.lamp.desk.token", "two", Rig.ACTOR);

        assertThat(open.context.secret("token")).contains("two");
        assertThat(open.context.secret("signing_secret")).isEmpty();
        assertThat(rig.lamp.last()).isSameAs(open);
    }

    @Test
    void tasksStartAgainAfterAFailureAndEndWithTheConnector() throws InterruptedException {
        rig.stored("desk", PLAIN);
        AtomicInteger runs = new AtomicInteger();
        AtomicBoolean interrupted = new AtomicBoolean();
        rig.lamp
                .last()
                .context
                .spawn(
                        "poller",
                        () -> {
                            if (runs.incrementAndGet() == 1) {
                                throw new IllegalStateException("first time");
                            }
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.set(true);
                                throw e;
                            }
                        });
        Rig.await(() -> runs.get() == 2);

        rig.connectors.pause(Rig.lamp("desk"), Rig.ACTOR);

        assertThat(interrupted).isTrue();
        assertThat(runs).hasValue(2);
    }

    @Test
    void keepsItsStateOverARestartButNotOverItsDeletion() throws InterruptedException {
        rig.stored("desk", PLAIN);
        rig.lamp.last().context.state().put("cursor", Json.createValue(7));

        rig.restart();
        rig.awaitState("desk", "active");
        assertThat(rig.lamp.last().context.state().get("cursor")).contains(Json.createValue(7));

        rig.connectors.delete(DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR));
        rig.stored("desk", PLAIN);
        assertThat(rig.lamp.last().context.state().get("cursor")).isEmpty();
    }

    @Test
    void stateHasLimits() throws InterruptedException {
        rig.stored("desk", PLAIN);
        var state = rig.lamp.last().context.state();

        assertThatThrownBy(() -> state.put("k".repeat(256), Json.createValue(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> state.put("k", Json.createValue("v".repeat(65_536))))
                .isInstanceOf(IllegalArgumentException.class);
        state.put("k", Json.createValue(1));
        state.remove("k");
        assertThat(state.get("k")).isEmpty();
    }

    @Test
    void givesEventsToTheHost() throws InterruptedException {
        rig.stored("desk", PLAIN);

        rig.lamp
                .last()
                .context
                .submit(Submission.of(InboundEvent.builder("message", "me").build()));

        assertThat(rig.submitted).hasSize(1);
    }

    @Test
    void tellsTheStreamWhatHappens() throws InterruptedException {
        rig.stored("desk", PLAIN);
        rig.stored("desk", "{'rate':5}");
        rig.connectors.pause(Rig.lamp("desk"), Rig.ACTOR);
        rig.connectors.resume(Rig.lamp("desk"), Rig.ACTOR);
        rig.connectors.delete(DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR));

        assertThat(rig.events().stream().filter(type -> !type.equals("connector_state_changed")))
                .containsExactly(
                        "connector_created",
                        "connector_updated",
                        "connector_paused",
                        "connector_resumed",
                        "connector_deleted");
        Rig.await(() -> rig.events().contains("connector_state_changed"));
        assertThat(rig.audited)
                .contains(
                        "ops connector_created lamp/desk"
                                + " {\"revision\":1,\"members\":[\"allow_anonymous\"]}",
                        "ops connector_updated lamp/desk {\"revision\":2,\"members\":[\"rate\"]}",
                        "ops connector_deleted lamp/desk {}");
    }

    @Test
    void looksAConnectorOverItemByItem() throws InterruptedException {
        rig.stored("desk", "{'token':{'env':'NOT_SET'},'signing_secret':{'env':'TOKEN_VARIABLE'}}");

        ObjectNode report = rig.connectors.test(Rig.lamp("desk")).orElseThrow();

        assertThat(report.path("ok").asBoolean()).isFalse();
        List<String> bad = new ArrayList<>();
        for (JsonNode check : report.path("checks")) {
            if (!check.path("ok").asBoolean()) {
                bad.add(check.path("check").asText());
            }
        }
        assertThat(bad).containsExactly("secret token", "state");
        assertThat(rig.stored("desk", "{'token':{'env':'TOKEN_VARIABLE'}}")).isNotEmpty();
        assertThat(rig.connectors.test(Rig.lamp("desk")).orElseThrow().path("ok").asBoolean())
                .isTrue();
    }

    @Test
    void readsReplyTargetsInAllTheirForms() throws InterruptedException {
        rig.stored("desk", PLAIN);

        assertThat(
                        rig.connectors
                                .directory()
                                .decode(ReplyHandle.of("daemon", "s-1"), Origin.CLIENT))
                .isEqualTo(new TargetOutcome.Ok(StoredTarget.ofSession("s-1", Origin.CLIENT)));
        assertThat(
                        rig.connectors
                                .directory()
                                .decode(ReplyHandle.of("lamp", "desk/7"), Origin.CLIENT))
                .isEqualTo(
                        new TargetOutcome.Ok(
                                new StoredTarget(
                                        "lamp", "desk/7", Origin.CLIENT, "", "desk", "7")));
        assertThat(
                        rig.connectors
                                .directory()
                                .decode(
                                        Rig.json("{'type':'raw','plugin':'lamp','address':'open'}"),
                                        Origin.CLIENT))
                .isInstanceOf(TargetOutcome.Ok.class);
        assertThat(
                        rig.connectors
                                .directory()
                                .decode(ReplyHandle.of("lamp", "gone/7"), Origin.CLIENT))
                .isInstanceOf(TargetOutcome.Unknown.class);
        assertThat(
                        rig.connectors
                                .directory()
                                .decode(ReplyHandle.of("lamp", "x".repeat(70_000)), Origin.CLIENT))
                .isInstanceOf(TargetOutcome.Bad.class);
        assertThat(
                        rig.connectors
                                .directory()
                                .decode(Rig.json("{'type':'lamp','to':'x'}"), Origin.CLIENT))
                .isInstanceOf(TargetOutcome.Bad.class);
        assertThat(rig.connectors.directory().decode(ReplyHandle.of("daemon", " "), Origin.CLIENT))
                .isInstanceOf(TargetOutcome.Bad.class);
    }

    @Test
    void lendsTheOutputOfAKind() {
        assertThat(rig.connectors.directory().findOutput("none"))
                .isInstanceOf(OutputLookup.Absent.class);
        assertThat(rig.connectors.directory().findOutput("bell"))
                .isInstanceOf(OutputLookup.None.class);
        OutputLookup.Lent lent = (OutputLookup.Lent) rig.connectors.directory().findOutput("lamp");
        assertThat(rig.kinds.leases).hasValue(1);
        lent.hold().close();
        assertThat(rig.kinds.leases).hasValue(0);
    }

    @Test
    void aConnectorThatDrainsTakesNoEventsButDelivers() throws InterruptedException {
        rig.stored("desk", PLAIN);
        rig.references.add(new Reference("delivery", "dlv_1", "unfinished"));
        TestConnector open = rig.lamp.last();

        DeleteOutcome outcome =
                rig.connectors.delete(DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR).draining());

        assertThat(outcome).isInstanceOf(DeleteOutcome.Draining.class);
        assertThat(unavailable("desk")).isEqualTo("connector_draining");
        assertThat(rig.connectors.directory().findForDelivery("lamp", "desk"))
                .isInstanceOf(Lookup.Live.class);
        assertThat(open.context.submit(InboundEvent.builder("message", "me").build()))
                .isInstanceOf(Receipt.Refused.class);
        assertThat(rig.put("desk", "{}")).isInstanceOf(PutOutcome.Draining.class);

        rig.restart();
        assertThat(unavailable("desk")).isEqualTo("connector_draining");
        rig.references.clear();
        rig.connectors.tidy(false);

        assertThat(rig.connectors.directory().find("lamp", "desk"))
                .isInstanceOf(Lookup.Unknown.class);
        Rig.await(() -> rig.lamp.last().closes.get() == 1);
    }

    @Test
    void nobodyMeetsAClosedConnectorWhileItIsReplaced() throws InterruptedException {
        rig.stored("desk", PLAIN);
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger met = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (!done.get()) {
                                            callOnce(calls, met);
                                        }
                                    }));
        }

        for (int rate = 100; rate < 130; rate++) {
            rig.stored("desk", "{'rate':" + rate + "}");
        }
        done.set(true);
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(calls.get()).isPositive();
        assertThat(met).hasValue(0);
        assertThat(rig.lamp.opened).hasSize(31);
        assertThat(rig.lamp.opened.stream().mapToInt(each -> each.closes.get()).sum())
                .isEqualTo(30);
    }

    private void callOnce(AtomicInteger calls, AtomicInteger metClosed) {
        if (rig.connectors.directory().find("lamp", "desk")
                instanceof Lookup.Live(LiveConnector live)) {
            live.hold()
                    .ifPresent(
                            hold -> {
                                TestConnector connector = (TestConnector) live.connector();
                                Thread.onSpinWait();
                                if (connector.closes.get() > 0) {
                                    metClosed.incrementAndGet();
                                }
                                calls.incrementAndGet();
                                hold.close();
                            });
        } else {
            metClosed.incrementAndGet(); // a change is never seen as an absence
        }
        Thread.onSpinWait();
    }

    private LiveConnector live(String name) {
        return ((Lookup.Live) rig.connectors.directory().find("lamp", name)).connector();
    }

    private String unavailable(String name) {
        Lookup.Unavailable found =
                (Lookup.Unavailable) rig.connectors.directory().find("lamp", name);
        assertThat(found.retryAfter()).isGreaterThan(Duration.ZERO);
        return found.code();
    }

    private void unchecked(String json) {
        try {
            rig.put("desk", json);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
