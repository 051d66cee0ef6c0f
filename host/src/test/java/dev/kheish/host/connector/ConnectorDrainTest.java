package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.Connector;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Connectors may finish what is under way before they are closed. */
final class ConnectorDrainTest {
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
    void theOldOneAnswersUntilItHasFinished() throws Exception {
        rig.stored("desk", PLAIN);
        TestConnector old = rig.lamp.last();
        CountDownLatch finish = old.finishSlowly();
        Thread change = Thread.ofVirtual().start(() -> change("{'rate':5}"));
        Rig.await(() -> old.calls.contains("drain"));

        TestConnector next = rig.lamp.last();
        assertThat(next).isNotSameAs(old);
        assertThat(next.starts).hasValue(0);
        assertThat(answering()).isSameAs(old);

        finish.countDown();
        change.join();
        Rig.await(() -> next.starts.get() == 1);

        assertThat(answering()).isSameAs(next);
        Rig.await(() -> old.closes.get() == 1);
        assertThat(old.calls).containsExactly("start", "drain", "drained", "close");
        assertThat(next.calls).containsExactly("start");
    }

    @Test
    void finishesBeforeItIsPaused() throws Exception {
        rig.stored("desk", PLAIN);

        rig.connectors.pause(Rig.lamp("desk"), Rig.ACTOR);

        assertThat(rig.lamp.last().calls).containsExactly("start", "drain", "drained", "close");
    }

    @Test
    void finishesBeforeItIsDeleted() throws Exception {
        rig.stored("desk", PLAIN);

        rig.connectors.delete(DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR));

        assertThat(rig.lamp.last().calls).containsExactly("start", "drain", "drained", "close");
    }

    @Test
    void allFinishSideBySideWhenTheHostStopsAndStillAnswer() throws Exception {
        rig.stored("desk", PLAIN);
        TestConnector desk = rig.lamp.last();
        rig.stored("floor", PLAIN);
        TestConnector floor = rig.lamp.last();
        CountDownLatch finishDesk = desk.finishSlowly();
        CountDownLatch finishFloor = floor.finishSlowly();

        Thread stop = Thread.ofVirtual().start(rig.connectors::drainAll);
        Rig.await(() -> desk.calls.contains("drain") && floor.calls.contains("drain"));
        assertThat(answering()).isSameAs(desk);
        finishFloor.countDown();
        finishDesk.countDown();
        stop.join();
        rig.connectors.close();

        for (TestConnector each : List.of(desk, floor)) {
            assertThat(each.calls).containsExactly("start", "drain", "drained", "close");
        }
    }

    @Test
    void nothingIsStartedOnceTheHostStops() throws Exception {
        rig.connectors.drainAll();

        rig.stored("desk", PLAIN);

        assertThat(rig.lamp.last().calls).isEmpty();
        rig.connectors.close();
        assertThat(rig.lamp.last().calls).containsExactly("close");
    }

    @Test
    void whoTakesTooLongIsCutOff() throws Exception {
        rig.stored("desk", PLAIN);
        TestConnector slow = rig.lamp.last();
        slow.finishSlowly();
        LiveConnector live =
                ((Lookup.Live) rig.connectors.directory().find("lamp", "desk")).connector();
        OpenConnector open = (OpenConnector) live;

        open.drain(Duration.ofMillis(50));

        Rig.await(() -> slow.calls.contains("cut off"));
        open.drain(Duration.ofMinutes(1));
        assertThat(slow.calls).containsExactly("start", "drain", "cut off");
    }

    private Connector answering() {
        return ((Lookup.Live) rig.connectors.directory().find("lamp", "desk"))
                .connector()
                .connector();
    }

    private void change(String settings) {
        try {
            rig.stored("desk", settings);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
