package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Lease;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** What lines of programs hold by the time that somebody can read them. */
final class CapturedOutputTest {
    private static final String SLOTS = "child.credential_slots";

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
    void holdNoSecretThatTheHostKnows() throws Exception {
        rig.secrets.write("vault.key", "a secret of the vault", "ops");
        rig.stored(
                "desk",
                "{'token':{'env':'TOKEN_VARIABLE'},'child':{'command':'run','credential_slots':{'API_KEY':'vault.key'}}}");
        ConnectorContext context = rig.lamp.last().context;

        context.output("stdout", "key=a secret of the vault, token=from the environment.");
        context.output("stdout", "Basic " + base64("a secret of the vault"));
        context.output("stdout", "?key=a+secret+of+the+vault");

        assertThat(rig.lines("desk"))
                .containsExactly(
                        "key=[redacted], token=[redacted].", "Basic [redacted]", "?key=[redacted]");
    }

    @Test
    void holdNoLineOfASecretOfManyLines() throws Exception {
        rig.secrets.write(
                "vault.pem", "-----BEGIN-----\nMIIEvQIBADANBgkqhkiG\n-----END-----", "ops");
        rig.stored(
                "desk",
                "{'allow_anonymous':true,'child':{'command':'run','credential_slots':{'PEM':'vault.pem'}}}");

        rig.lamp.last().context.output("stderr", "> MIIEvQIBADANBgkqhkiG");

        assertThat(rig.lines("desk")).containsExactly("> [redacted]");
    }

    @Test
    void holdNeitherTheNewNorTheFormerValueOfARotatedSlot() throws Exception {
        rig.secrets.write("vault.key", "the former value", "ops");
        rig.stored("desk", "{'token':{'secret_ref':'vault.key'}}");
        ConnectorContext context = rig.lamp.last().context;
        rig.secrets.write("vault.key", "the new value", "ops");
        context.secret("token");

        context.output("stdout", "the former value, the new value");

        assertThat(rig.lines("desk")).containsExactly("[redacted], [redacted]");
    }

    @Test
    void holdNoTokenThatIsGood() throws Exception {
        rig.stored(
                "desk", "{'allow_anonymous':true,'child':{'command':'run','credential_slots':{}}}");
        ConnectorContext context = rig.lamp.last().context;
        Lease lease = context.leases().grant(SLOTS);
        String token = lease.issueToken();
        String other = lease.id();

        context.output("stdout", "CREDENTIAL_TOKEN=" + token + " lease=" + other);
        context.output("stdout", "x-" + token + "_" + token + "-y");
        lease.close();
        context.output("stdout", token);

        assertThat(rig.lines("desk"))
                .containsExactly(
                        "CREDENTIAL_TOKEN=[redacted] lease=" + other,
                        "x-[redacted]_[redacted]-y",
                        token);
    }

    @Test
    void holdNoHiddenSettingOfTheirOwnConnector() throws Exception {
        rig.stored(
                "desk",
                "{'allow_anonymous':true,'platform':'a-platform','child':{'command':'run','args':['p4ssw0rd-x'],"
                        + "'env':{'A':'p4ssw0rd-x','B':'1234567','C':'production','D':'a-platform'}}}");
        ConnectorContext desk = rig.lamp.last().context;
        rig.stored("floor", "{'allow_anonymous':true}");
        String said = "p4ssw0rd-x 1234567 production a-platform";

        desk.output("stdout", said);
        rig.lamp.last().context.output("stdout", said);

        assertThat(rig.lines("desk")).containsExactly("[redacted] 1234567 production a-platform");
        assertThat(rig.lines("floor")).containsExactly(said);
    }

    @Test
    void goWithTheIncarnation() throws Exception {
        rig.stored("desk", "{'allow_anonymous':true}");
        rig.lamp.last().context.output("stdout", "a line");
        Path folder = rig.lamp.last().context.folder();
        Rig.await(() -> Files.exists(folder.resolve("output.log")));

        rig.connectors.delete(DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR));
        rig.stored("desk", "{'allow_anonymous':true}");

        Rig.await(() -> !Files.exists(folder));
        assertThat(rig.lines("desk")).isEmpty();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
