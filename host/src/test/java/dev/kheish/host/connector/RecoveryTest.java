package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.json.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** What a host that was killed left running of connectors that are not opened again. */
final class RecoveryTest {
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
    void isAskedForOfPausedConnectors() throws InterruptedException {
        leave("desk", "remains");
        leave("hall", "remains too");
        rig.stored("attic", PLAIN);
        pause("desk");
        pause("attic");

        rig.restart();

        Rig.await(() -> rig.lamp.recovered.contains("desk \"remains\""));
        rig.awaitState("hall", "active");
        assertThat(rig.lamp.recovered).as("those that open, or have no state").hasSize(1);
    }

    @Test
    void isAskedForOfBrokenConnectorsUntilItSucceeds() throws InterruptedException {
        rig.stored("desk", "{'token':{'value':'a','secret_ref':'shared'}}");
        rig.lamp.last().context.state().put("left", Json.provider().createValue("remains"));
        rig.secrets.delete("shared", Rig.ACTOR);
        rig.lamp.unrecoverable.set(1);

        rig.restart();
        Rig.await(() -> rig.lamp.recovered.size() == 1);
        rig.connectors.reload();

        Rig.await(() -> rig.lamp.recovered.size() == 2);
        rig.connectors.reload();
        rig.awaitState("desk", "error");
        assertThat(rig.lamp.recovered).hasSize(2);
    }

    @Test
    void waitsForTheKind() throws InterruptedException {
        leave("desk", "remains");
        pause("desk");
        rig.stop();
        rig.kinds.withdraw("lamp");
        rig.start();
        rig.awaitState("desk", "paused");
        assertThat(rig.lamp.recovered).isEmpty();

        rig.kinds.offer(rig.lamp);

        Rig.await(() -> rig.lamp.recovered.size() == 1);
    }

    @Test
    void ofADeletedConnectorIsRememberedUntilItSucceeds() throws InterruptedException {
        leave("desk", "remains");
        rig.lamp.unrecoverable.set(1);
        delete("desk");
        Rig.await(() -> rig.lamp.recovered.size() == 1);
        assertThat(states()).isEqualTo(1);

        rig.restart();

        Rig.await(() -> states() == 0);
        assertThat(rig.lamp.recovered).containsExactly("desk \"remains\"", "desk \"remains\"");
    }

    @Test
    void ofADeletedConnectorComesAfterItWasClosed() throws InterruptedException {
        leave("desk", "remains");
        TestConnector old = rig.lamp.last();
        CountDownLatch finish = old.finishSlowly();
        Thread deletion = Thread.ofVirtual().start(() -> delete("desk"));
        Rig.await(() -> old.calls.contains("drain"));
        assertThat(states()).isEqualTo(1);
        assertThat(rig.lamp.recovered).isEmpty();

        finish.countDown();
        deletion.join();

        Rig.await(() -> states() == 0);
        assertThat(rig.lamp.recovered).hasSize(1);
    }

    @Test
    void aNamesakeOpensAfterTheOldOneHasLeft() throws InterruptedException {
        rig.stored("desk", PLAIN);
        TestConnector old = rig.lamp.last();
        CountDownLatch finish = old.finishSlowly();
        Thread deletion = Thread.ofVirtual().start(() -> delete("desk"));
        Rig.await(() -> old.calls.contains("drain"));

        Thread creation = Thread.ofVirtual().start(() -> create("desk"));
        rig.awaitState("desk", "starting");
        assertThat(rig.lamp.last()).as("opened last").isSameAs(old);

        finish.countDown();
        deletion.join();
        creation.join();
        rig.awaitState("desk", "active");
        assertThat(old.closes).hasValue(1);
        assertThat(rig.lamp.last()).isNotSameAs(old);
    }

    private void leave(String name, String what) throws InterruptedException {
        rig.stored(name, PLAIN);
        rig.lamp.last().context.state().put("left", Json.provider().createValue(what));
    }

    private void pause(String name) throws InterruptedException {
        rig.connectors.pause(Rig.lamp(name), Rig.ACTOR);
    }

    private void delete(String name) {
        try {
            rig.connectors.delete(DeleteRequest.of(Rig.lamp(name), Rig.ACTOR));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void create(String name) {
        try {
            rig.put(name, PLAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long states() {
        return rig.store.read(
                reader ->
                        reader.one("select count(*) from connector_state", row -> row.integer(1))
                                .orElseThrow());
    }
}
