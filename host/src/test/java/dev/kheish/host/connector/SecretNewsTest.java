package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Set;

/** Connectors hear of secrets that were written anew. */
final class SecretNewsTest {
    private static final String CREDENTIALS =
            "{'token':{'secret_ref':'vault.key'},'signing_secret':{'env':'TOKEN_VARIABLE'},'child':{'command':'run',"
                    + "'credential_slots':{'API_KEY':'vault.key','OTHER':'vault.other'}}}";

    @TempDir Path home;
    private Rig rig;

    @BeforeEach
    void start() throws InterruptedException {
        rig = Rig.started(home);
        rig.secrets.write("vault.key", "first", Rig.ACTOR);
        rig.secrets.write("vault.other", "other", Rig.ACTOR);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void tellEachSettingThatNamesTheSlot() throws Exception {
        rig.stored("desk", CREDENTIALS);
        TestConnector desk = rig.lamp.last();
        rig.stored("floor", "{'token':{'secret_ref':'vault.other'}}");
        TestConnector floor = rig.lamp.last();

        rig.secrets.write("vault.key", "second", Rig.ACTOR);

        Rig.await(() -> !desk.secretsChanged.isEmpty());
        assertThat(desk.secretsChanged)
                .containsExactly(Set.of("token", "child.credential_slots.API_KEY"));
        assertThat(desk.context.secret("token")).contains("second");
        assertThat(desk.calls).containsExactly("start");
        assertThat(rig.lamp.opened).hasSize(2);
        rig.secrets.write("vault.other", "another", Rig.ACTOR);
        Rig.await(() -> !floor.secretsChanged.isEmpty() && desk.secretsChanged.size() == 2);
        assertThat(floor.secretsChanged).containsExactly(Set.of("token"));
        assertThat(desk.secretsChanged.getLast()).isEqualTo(Set.of("child.credential_slots.OTHER"));
    }

    @Test
    void doNotReachAConnectorThatWasOpenedWithTheNewValue() throws Exception {
        rig.stored("desk", CREDENTIALS);
        TestConnector before = rig.lamp.last();
        rig.secrets.revoke("vault.key", Rig.ACTOR);
        rig.awaitState("desk", "error");

        rig.secrets.write("vault.key", "second", Rig.ACTOR);
        rig.awaitState("desk", "active");
        TestConnector after = rig.lamp.last();
        rig.secrets.write("vault.key", "third", Rig.ACTOR);

        Rig.await(() -> !after.secretsChanged.isEmpty());
        assertThat(after).isNotSameAs(before);
        assertThat(after.secretsChanged).hasSize(1);
        assertThat(before.secretsChanged).isEmpty();
    }

    @Test
    void doNotReachTheConnectorThatAChangeOfTheSecretOpened() throws Exception {
        rig.stored("hall", "{'token':{'secret_ref':'vault.key'}}");
        TestConnector hall = rig.lamp.last();
        for (int i = 0; i < 20; i++) {
            String value = "value " + i;
            rig.stored("desk", "{'token':{'value':'" + value + "','secret_ref':'vault.key'}}");
            int heard = i + 1;
            Rig.await(() -> hall.secretsChanged.size() == heard);
        }

        assertThat(rig.lamp.last().context.secret("token")).contains("value 19");
        assertThat(rig.lamp.opened.stream().filter(each -> each != hall))
                .hasSizeGreaterThan(10)
                .allSatisfy(each -> assertThat(each.secretsChanged).isEmpty());
        assertThat(hall.calls).containsExactly("start");
    }

    @Test
    void doNotReachAConnectorThatIsPaused() throws Exception {
        rig.stored("desk", CREDENTIALS);
        rig.stored("floor", "{'token':{'secret_ref':'vault.key'}}");
        TestConnector floor = rig.lamp.last();
        rig.connectors.pause(Rig.lamp("desk"), Rig.ACTOR);

        rig.secrets.write("vault.key", "second", Rig.ACTOR);

        Rig.await(() -> !floor.secretsChanged.isEmpty());
        assertThat(rig.lamp.opened.getFirst().secretsChanged).isEmpty();
    }
}
