package dev.kheish.host.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.host.store.Store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

final class SecretsTest {
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OTHER_KEY =
            Base64.getEncoder()
                    .encodeToString(
                            "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    @TempDir Path home;
    private final List<String> audited = new CopyOnWriteArrayList<>();

    @Test
    void keepsValuesOverARestart() throws Exception {
        try (Store store = open()) {
            secrets(store, Map.of()).write("a.b", "  hunter2 ", "ops");
        }

        try (Store store = open()) {
            assertThat(secrets(store, Map.of()).value("a.b")).contains("hunter2");
        }
    }

    @Test
    void makesAPrivateMasterKeyOnTheFirstStart() throws Exception {
        try (Store store = open()) {
            secrets(store, Map.of());
        }

        Path key = home.resolve("master.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Base64.getDecoder().decode(Files.readString(key).strip())).hasSize(32);
        assertThat(names(home)).doesNotContain("master.key.new");
    }

    @Test
    void makesNoFileWhereTheEnvironmentHasTheKey() throws Exception {
        try (Store store = open()) {
            secrets(store, Map.of("KHEISH_MASTER_KEY", KEY)).write("a", "v", "ops");

            assertThat(home.resolve("master.key")).doesNotExist();
        }
    }

    @Test
    void readsTheKeyFromAFileOrASystemdCredential() throws Exception {
        Path file = Files.writeString(home.resolve("k"), KEY + "\n");
        Path credentials = Files.createDirectory(home.resolve("credentials"));
        Files.writeString(credentials.resolve("kheish-master-key"), KEY);
        try (Store store = open()) {
            secrets(store, Map.of("KHEISH_MASTER_KEY_FILE", file.toString()))
                    .write("a", "v", "ops");

            Secrets again = secrets(store, Map.of("CREDENTIALS_DIRECTORY", credentials.toString()));

            assertThat(again.value("a")).contains("v");
        }
    }

    @Test
    void hidesTheValuesOfSlotsInUse() throws Exception {
        try (Store store = open()) {
            Secrets secrets = secrets(store, Map.of());
            secrets.write("a", "long-value", "ops");
            secrets.write("b", "ok", "ops");
            secrets.value("a");
            secrets.value("b");

            assertThat(secrets.redact("long-value is ok")).isEqualTo("[redacted] is ok");
        }
    }

    @Test
    void refusesTheWrongKey() throws Exception {
        try (Store store = open()) {
            secrets(store, Map.of("KHEISH_MASTER_KEY", KEY)).write("a", "v", "ops");

            assertThatThrownBy(() -> secrets(store, Map.of("KHEISH_MASTER_KEY", OTHER_KEY)))
                    .isInstanceOf(SecretException.class)
                    .hasMessage(
                            "The master key from KHEISH_MASTER_KEY does not open the secrets of"
                                    + " this home. Give the key that they were written with.");
        }
    }

    @Test
    void refusesToInventAKeyWhereSecretsAre() throws Exception {
        try (Store store = open()) {
            secrets(store, Map.of()).write("a", "v", "ops");
            Files.delete(home.resolve("master.key"));

            assertThatThrownBy(() -> secrets(store, Map.of()))
                    .isInstanceOf(SecretException.class)
                    .hasMessageContaining("there is no master key: put it back at");
        }
    }

    @Test
    void refusesTwoKeysAndNamesBoth() throws Exception {
        try (Store store = open()) {
            secrets(store, Map.of());

            assertThatThrownBy(() -> secrets(store, Map.of("KHEISH_MASTER_KEY", KEY)))
                    .isInstanceOf(SecretException.class)
                    .hasMessageContaining("KHEISH_MASTER_KEY and " + home.resolve("master.key"));
        }
    }

    @Test
    void refusesAKeyThatOthersCanRead() throws Exception {
        try (Store store = open()) {
            secrets(store, Map.of());
            Files.setPosixFilePermissions(
                    home.resolve("master.key"), PosixFilePermissions.fromString("rw-r--r--"));

            assertThatThrownBy(() -> secrets(store, Map.of()))
                    .isInstanceOf(SecretException.class)
                    .hasMessageContaining("chmod 600");
        }
    }

    @Test
    void refusesAKeyThatIsNone() throws Exception {
        try (Store store = open()) {
            for (String bad :
                    List.of(
                            "hunter2",
                            "not base64!",
                            Base64.getEncoder().encodeToString(new byte[31]))) {
                assertThatThrownBy(() -> secrets(store, Map.of("KHEISH_MASTER_KEY", bad)))
                        .isInstanceOf(SecretException.class)
                        .hasMessageContaining("is not 32 bytes in base64")
                        .hasMessageNotContaining(bad);
            }
        }
    }

    @Test
    void doesNotTakeTheCiphertextOfAnotherSlot() throws Exception {
        try (Store store = open()) {
            Secrets secrets = secrets(store, Map.of());
            secrets.write("mine", "low", "ops");
            secrets.write("theirs", "high", "ops");
            store.write(
                    tx ->
                            tx.update(
                                    "update secret_slot set ciphertext = (select ciphertext from"
                                            + " secret_slot where name = 'theirs') where name ="
                                            + " 'mine'"));

            Secrets again = secrets(store, Map.of());

            assertThat(again.state("mine")).isEqualTo(SlotState.DAMAGED);
            assertThat(again.value("mine")).isEmpty();
            assertThat(again.value("theirs")).contains("high");
        }
    }

    @Test
    void aRevokedSlotIsOfNoUseUntilItIsWritten() throws Exception {
        try (Store store = open()) {
            Secrets secrets = secrets(store, Map.of());
            secrets.write("a", "one", "ops");

            assertThat(secrets.revoke("a", "ops")).isTrue();
            assertThat(secrets.state("a")).isEqualTo(SlotState.REVOKED);
            assertThat(secrets.value("a")).isEmpty();
            assertThat(secrets.revoke("none", "ops")).isFalse();

            secrets.write("a", "two", "ops");
            assertThat(secrets.value("a")).contains("two");
            assertThat(secrets.status("a").orElseThrow().version()).isEqualTo(2);
        }
    }

    @Test
    void theValueThatASlotHasAlreadyIsNoChange() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        try (Store store = open()) {
            Secrets secrets = secrets(store, Map.of());
            secrets.write("a", "one", "ops");
            secrets.onChange(told::add);

            assertThat(secrets.write("a", " one ", "ops").version()).isEqualTo(1);
            assertThat(told).isEmpty();

            secrets.revoke("a", "ops");
            assertThat(secrets.write("a", "one", "ops").version()).isEqualTo(2);
            assertThat(secrets.value("a")).contains("one");
            assertThat(told).hasSize(2);
        }
    }

    @Test
    void tellsOfEveryChangeAndWritesItDown() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        try (Store store = open()) {
            Secrets secrets = secrets(store, Map.of());
            secrets.onChange(told::add);

            secrets.write("a", "sentinel-value", "ops");
            secrets.reveal("a", "run 7", "lease");
            secrets.revoke("a", "ops");
            secrets.delete("a", "ops");
            secrets.delete("a", "ops");
        }

        assertThat(told).containsExactly("a", "a", "a");
        assertThat(audited)
                .containsExactly(
                        "ops secret_written a {}",
                        "run 7 secret_read a {\"purpose\":\"lease\",\"found\":true}",
                        "ops secret_revoked a {}",
                        "ops secret_deleted a {}");
    }

    @Test
    void deletesTheAutomaticSlotsOfAnIncarnationOnly() throws Exception {
        try (Store store = open()) {
            Secrets secrets = secrets(store, Map.of());
            store.write(
                    tx -> {
                        secrets.put(tx, secrets.seal("auto.1", "v"), "ops", 7L);
                        secrets.put(tx, secrets.seal("auto.2", "v"), "ops", 7L);
                        secrets.put(tx, secrets.seal("auto.3", "v"), "ops", 8L);
                        secrets.put(tx, secrets.seal("own", "v"), "ops", null);
                        return tx;
                    });

            store.write(
                    tx -> {
                        secrets.deleteAutomatic(tx, 7, "ops", "auto.2"::equals);
                        return tx;
                    });

            assertThat(secrets.list("", 10).stream().map(SlotStatus::name))
                    .containsExactly("auto.2", "auto.3", "own");
        }
    }

    @Test
    void refusesBlankAndHugeValues() {
        assertThat(Secrets.refusal(" \t")).contains("must not be blank");
        assertThat(Secrets.refusal("x".repeat(65_537))).isPresent();
        assertThat(Secrets.refusal("x".repeat(65_536))).isEmpty();
    }

    @Test
    void namesOfSlotsHaveAForm() {
        assertThat(Stream.of("a", "connectors.http.in-box.bearer_token", "A:1", "x".repeat(255)))
                .allMatch(SlotName::isValid);
        assertThat(Stream.of("", ".a", "a b", "a/b", "é", "x".repeat(256), "a\n"))
                .noneMatch(SlotName::isValid);
    }

    @Test
    void theEnvironmentGivesWhatIsAllowed() {
        Map<String, String> environment =
                Map.of(
                        "BOT_TOKEN",
                        " t ",
                        "KHEISH_X",
                        "x",
                        "CREDENTIALS_DIRECTORY",
                        "/c",
                        "OTHER",
                        "o",
                        "BLANK",
                        " ");
        EnvironmentSecrets all = new EnvironmentSecrets(environment, List.of("*"));
        EnvironmentSecrets some = new EnvironmentSecrets(environment, List.of("BOT_*", "B?"));

        assertThat(all.value("BOT_TOKEN")).contains("t");
        assertThat(all.value("BLANK")).isEmpty();
        assertThat(all.value("KHEISH_X")).isEmpty();
        assertThat(all.refusal("KHEISH_X")).isPresent();
        assertThat(all.refusal("CREDENTIALS_DIRECTORY")).isPresent();
        assertThat(all.refusal("sk-live-123").orElseThrow()).doesNotContain("sk-live-123");
        assertThat(some.value("BOT_TOKEN")).contains("t");
        assertThat(some.refusal("OTHER")).isPresent();
        assertThat(some.refusal("XBOT_TOKEN")).isPresent();
    }

    private Store open() {
        return Store.open(home.resolve("kheish.db"));
    }

    private Secrets secrets(Store store, Map<String, String> environment)
            throws InterruptedException {
        AuditTrail audit =
                (tx, actor, action, subject, detail) -> {
                    String line = actor + " " + action + " " + subject + " " + detail;
                    tx.afterCommit(() -> audited.add(line));
                };
        return Secrets.open(store, home, environment, audit, Clock.systemUTC());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
