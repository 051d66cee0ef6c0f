package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.secret.SlotState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

final class ConnectorDeleteTest {
    @TempDir Path home;
    private Rig rig;

    @BeforeEach
    void start() throws InterruptedException {
        rig = Rig.started(home);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void takesItsAutomaticSlotsAlongAndTheTargetsThatNameIt() throws InterruptedException {
        rig.stored(
                "desk",
                "{'token':{'value':'a'},'signing_secret':{'value':'b','secret_ref':'shared'}}");
        TestConnector open = rig.lamp.last();

        assertThat(delete("desk")).isInstanceOf(DeleteOutcome.Deleted.class);

        assertThat(open.closes).hasValue(1);
        assertThat(rig.connectors.directory().find("lamp", "desk"))
                .isInstanceOf(Lookup.Unknown.class);
        assertThat(rig.secrets.state("connectors.lamp.desk.token")).isEqualTo(SlotState.MISSING);
        assertThat(rig.forgotten).containsExactly("lamp/desk");
        assertThat(delete("desk")).isInstanceOf(DeleteOutcome.Unknown.class);
    }

    @Test
    void leavesAnAutomaticSlotThatAnotherConnectorUses() throws InterruptedException {
        rig.stored("desk", "{'token':{'value':'a'}}");
        rig.stored("hall", "{'token':{'secret_ref':'connectors.lamp.desk.token'}}");

        assertThat(delete("desk")).isInstanceOf(DeleteOutcome.Deleted.class);

        assertThat(rig.secrets.state("connectors.lamp.desk.token")).isEqualTo(SlotState.READY);
        assertThat(rig.view("hall").path("state").asText()).isEqualTo("active");
    }

    @Test
    void dropsAnAutomaticSlotThatItNoLongerUses() throws InterruptedException {
        rig.stored("desk", "{'token':{'value':'a'}}");

        rig.stored("desk", "{'token':{'env':'TOKEN_VARIABLE'}}");

        assertThat(rig.secrets.state("connectors.lamp.desk.token")).isEqualTo(SlotState.MISSING);
        assertThat(rig.lamp.last().context.secret("token")).contains("from the environment");
    }

    @Test
    void staysWhileSomethingNeedsIt() throws InterruptedException {
        rig.stored("desk", "{'allow_anonymous':true}");
        rig.stored(
                "hall",
                "{'allow_anonymous':true,'extra_targets':[{'plugin':'lamp','address':'desk/1'}]}");
        rig.references.add(new Reference("schedule", "sch_1", "names it"));

        DeleteOutcome outcome = delete("desk");

        assertThat(outcome)
                .isEqualTo(
                        new DeleteOutcome.InUse(
                                List.of(
                                        new Reference(
                                                "connector", "lamp/hall", "extra_targets names it"),
                                        new Reference("schedule", "sch_1", "names it"))));
        assertThat(rig.connectors.references(Rig.lamp("desk")).orElseThrow()).hasSize(2);
        assertThat(rig.view("desk").path("state").asText()).isEqualTo("active");
    }

    @Test
    void itsOwnTargetDoesNotKeepIt() throws InterruptedException {
        rig.stored(
                "desk",
                "{'allow_anonymous':true,'extra_targets':[{'plugin':'lamp','address':'desk/1'}]}");

        assertThat(delete("desk")).isInstanceOf(DeleteOutcome.Deleted.class);
    }

    @Test
    void aSlotStaysWhileAConnectorUsesIt() throws InterruptedException {
        rig.secrets.write("shared", "v", Rig.ACTOR);
        rig.stored(
                "desk",
                "{'allow_anonymous':true,'child':{'command':'x','credential_slots':{'A':'shared'}}}");

        assertThat(rig.connectors.deleteSecret("shared", Rig.ACTOR))
                .isEqualTo(new SecretDeleteOutcome.InUse(List.of(Rig.lamp("desk"))));
        rig.kinds.withdraw("lamp");
        rig.awaitState("desk", "waiting_for_kind");
        assertThat(rig.connectors.deleteSecret("shared", Rig.ACTOR))
                .isInstanceOf(SecretDeleteOutcome.InUse.class);

        delete("desk");
        assertThat(rig.connectors.deleteSecret("shared", Rig.ACTOR))
                .isInstanceOf(SecretDeleteOutcome.Deleted.class);
        assertThat(rig.connectors.deleteSecret("shared", Rig.ACTOR))
                .isInstanceOf(SecretDeleteOutcome.Unknown.class);
    }

    private DeleteOutcome delete(String name) throws InterruptedException {
        return rig.connectors.delete(DeleteRequest.of(Rig.lamp(name), Rig.ACTOR));
    }
}
