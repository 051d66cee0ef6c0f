package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.Credential;
import dev.kheish.spi.Lease;
import dev.kheish.spi.Leases;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Leases live no longer than the connector that asked for them. */
final class LeaseLifeTest {
    private static final String SLOTS = "child.credential_slots";

    @TempDir Path home;
    private Rig rig;

    @BeforeEach
    void start() throws InterruptedException {
        rig = Rig.started(home);
        rig.secrets.write("vault.key", "value of the key", Rig.ACTOR);
        rig.secrets.write("vault.other", "another value", Rig.ACTOR);
        rig.stored("desk", "{'allow_anonymous':true," + child("'A':'vault.key','B':'vault.key'"));
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void endWhenTheConnectorIsPaused() throws Exception {
        Leases door = rig.contextOfLast().leases();
        Lease lease = door.grant(SLOTS);

        rig.connectors.pause(Rig.lamp("desk"), Rig.ACTOR);

        assertThat(rig.leases.list()).isEmpty();
        assertThatThrownBy(lease::issueToken).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> door.redeem("x", "A")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void servesAProgramOfTheFormerSettingsWhileItFinishes() throws Exception {
        TestConnector old = rig.lamp.last();
        String token = old.context.leases().grant(SLOTS).issueToken();
        CountDownLatch finish = old.finishSlowly();
        Thread change =
                Thread.ofVirtual()
                        .start(() -> change("{" + child("'A':'vault.other','C':'vault.key'")));
        Rig.await(() -> old.calls.contains("drain"));
        Leases next = rig.contextOfLast().leases();

        assertThat(old.context.leases().redeem(token, "A")).isInstanceOf(Credential.Granted.class);
        assertThat(next.redeem(token, "A")).isInstanceOf(Credential.Expired.class);
        assertThat(next.redeem(token, "B")).isInstanceOf(Credential.UnknownName.class);
        assertThat(next.redeem(token, "C")).isInstanceOf(Credential.Expired.class);

        finish.countDown();
        change.join();

        assertThat(rig.leases.list()).isEmpty();
        String fresh = next.grant(SLOTS).issueToken();
        assertThat(next.redeem(fresh, "C")).isInstanceOf(Credential.Granted.class);
    }

    @Test
    void endWhenTheirSlotIsRevoked() throws Exception {
        Lease lease = rig.contextOfLast().leases().grant(SLOTS);

        assertThat(rig.leases.revokeSlot("vault.key", Rig.ACTOR)).hasValue(1);

        assertThat(lease.isRevoked()).isTrue();
        rig.awaitState("desk", "error");
        rig.secrets.write("vault.key", "a new value", Rig.ACTOR);
        rig.awaitState("desk", "active");
        Leases door = rig.contextOfLast().leases();
        Credential credential = door.redeem(door.grant(SLOTS).issueToken(), "A");
        assertThat(((Credential.Granted) credential).value()).isEqualTo("a new value");
    }

    @Test
    void refusedReadsAreCountedForTheirConnector() throws Exception {
        Leases door = rig.contextOfLast().leases();
        Lease lease = door.grant(SLOTS);

        door.redeem("nobody's", "A");
        door.redeem(lease.issueToken(), "NONE");

        assertThat(rig.refused)
                .containsExactly(
                        "lamp/desk credential_token a token that is none",
                        "lamp/desk credential_name lease " + lease.id());
    }

    private static String child(String slots) {
        return "'child':{'command':'run','credential_slots':{" + slots + "}}}";
    }

    private void change(String settings) {
        try {
            rig.stored("desk", settings);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
