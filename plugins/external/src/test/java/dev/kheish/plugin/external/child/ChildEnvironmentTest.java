package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

final class ChildEnvironmentTest {
    private static final Marker MARKER =
            new Marker("demo", "http://127.0.0.1:4000", "test-0123456789ab", false);

    @TempDir Path folder;

    @Test
    void keepsOnlyHarmlessVariablesOfTheHost() {
        Map<String, String> host =
                Map.of("PATH", "/bin", "LANG", "C", "AWS_SECRET", "x", "KHEISH_TOKEN", "y");

        assertThat(environment(host, Sidecars.sh("")).variables())
                .containsEntry("PATH", "/bin")
                .containsEntry("LANG", "C")
                .doesNotContainKeys("AWS_SECRET", "KHEISH_TOKEN");
    }

    @Test
    void letsTheOperatorOverrideTheHostAndTheReservedOnesOverrideTheOperator() {
        Sidecars sidecar =
                Sidecars.sh("")
                        .env("PATH", "/opt/bin")
                        .env(Variables.NAME, "another")
                        .env(Variables.LIFELINE, "stdin");

        assertThat(environment(Map.of("PATH", "/bin"), sidecar).marked(MARKER).variables())
                .containsEntry("PATH", "/opt/bin")
                .containsEntry(Variables.NAME, "demo")
                .containsEntry(Variables.BASE_URL, "http://127.0.0.1:" + sidecar.port())
                .containsEntry(Variables.DAEMON_BASE_URL, "http://127.0.0.1:4000")
                .containsEntry(Variables.INSTANCE_ID, "test-0123456789ab")
                .doesNotContainKey(Variables.LIFELINE);
    }

    @Test
    void namesSecretsOnlyWhereThereAreSome() {
        assertThat(environment(Map.of(), Sidecars.sh("")).marked(MARKER).variables())
                .doesNotContainKeys(
                        Variables.SHARED_TOKEN,
                        Variables.CREDENTIAL_TOKEN,
                        Variables.CREDENTIAL_KEYS_JSON,
                        Variables.CREDENTIAL_TOKEN_FILE);
    }

    @Test
    void namesTheSecretsThereAre() throws Exception {
        Sidecars sidecar = Sidecars.sh("").slots("B_KEY", "A\"KEY");
        try (TestHost host = new TestHost(folder);
                Credentials credentials = Credentials.grant(host, sidecar.settings(), null)) {
            assertThat(environment(Map.of(), sidecar).with("s3cr3t").with(credentials).variables())
                    .containsEntry(Variables.SHARED_TOKEN, "s3cr3t")
                    .containsEntry(Variables.CREDENTIAL_TOKEN, "token-1-1")
                    .containsEntry(Variables.CREDENTIAL_KEYS_JSON, "[\"A\\\"KEY\",\"B_KEY\"]")
                    .containsEntry(
                            Variables.CREDENTIAL_TOKEN_FILE,
                            folder.resolve("credential-token").toString());
        }
    }

    @Test
    void offersALifeline() {
        assertThat(environment(Map.of(), Sidecars.sh("").withLifeline()).variables())
                .containsEntry(Variables.LIFELINE, "stdin");
    }

    @Test
    void givesAnotherUserItsOwnHome() {
        Account account = new Account("nobody", 65534, 65534, "/nonexistent");
        ChildSettings settings = Sidecars.sh("").settings();

        assertThat(new ChildEnvironment(Map.of("HOME", "/root"), account, settings).variables())
                .containsEntry("HOME", "/nonexistent");
    }

    @Test
    void makesANewIdForEachGenerationUnlessTheOperatorChoseOne() {
        InstanceIds ids = new InstanceIds();
        ChildSettings settings = Sidecars.sh("").settings();
        ChildSettings fixed = Sidecars.sh("").env(Variables.INSTANCE_ID, " mine ").settings();

        Marker one = ids.next(settings, "demo", "http://127.0.0.1:4000");
        Marker two = ids.next(settings, "demo", "http://127.0.0.1:4000");

        assertThat(one.instanceId()).matches("test-[0-9a-f]{12}");
        assertThat(two.instanceId()).isNotEqualTo(one.instanceId());
        assertThat(one.fixed()).isFalse();
        assertThat(ids.next(fixed, "demo", "http://127.0.0.1:4000"))
                .isEqualTo(new Marker("demo", "http://127.0.0.1:4000", "mine", true));
    }

    private static ChildEnvironment environment(Map<String, String> host, Sidecars sidecar) {
        return new ChildEnvironment(host, null, sidecar.settings());
    }
}
