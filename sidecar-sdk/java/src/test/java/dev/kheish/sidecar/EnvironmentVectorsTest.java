package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

final class EnvironmentVectorsTest {
    @TestFactory
    List<DynamicTest> variablesAreReadAsTheVectorsSay() throws Exception {
        return Vectors.tests(
                "environment.json",
                entry -> {
                    Map<String, String> variables = new LinkedHashMap<>();
                    JsonObject given = entry.object("environment").orElseThrow();
                    given.asMap()
                            .keySet()
                            .forEach(name -> variables.put(name, given.requiredText(name)));

                    entry.text("error").ifPresent(name -> checkRefused(variables, name));
                    entry.object("ok").ifPresent(ok -> checkRead(variables, ok));

                    assertThat(entry.has("error") || entry.has("ok")).isTrue();
                });
    }

    private static void checkRefused(Map<String, String> variables, String name) {
        assertThatThrownBy(() -> Environment.read(variables, "demo"))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> {
                            assertThat(e.variable()).isEqualTo(name);
                            assertThat(e.getMessage())
                                    .startsWith(name + " ")
                                    .contains("The host sets this variable")
                                    .doesNotContain("\n");
                        });
    }

    private static void checkRead(Map<String, String> variables, JsonObject ok) {
        Environment read = Environment.read(variables, "demo");

        assertThat(read.name()).isEqualTo(ok.requiredText("name"));
        assertThat(read.listenHost()).isEqualTo(ok.requiredText("host"));
        assertThat(read.listenPort()).isEqualTo((int) ok.integer("port").orElseThrow());
        assertThat(read.daemonUrl()).hasToString(ok.requiredText("daemon_base_url"));
        assertThat(read.sharedToken()).isEqualTo(ok.text("shared_token").orElse(null));
        assertThat(read.credentialToken()).isEqualTo(ok.text("credential_token").orElse(null));
        assertThat(read.credentialTokenFile())
                .isEqualTo(ok.text("credential_token_file").map(Path::of).orElse(null));
        assertThat(read.credentialKeys()).isEqualTo(ok.texts("credential_keys"));
        ok.text("instance_id")
                .ifPresentOrElse(
                        id -> assertThat(read.instanceId()).isEqualTo(id),
                        () -> assertThat(read.instanceId()).matches("demo-[0-9a-f]{12}"));
        assertThat(read.lifeline()).isEqualTo(ok.flag("lifeline").orElseThrow());
        assertThat((long) read.maxRequestBytes())
                .isEqualTo(ok.integer("max_request_bytes").orElseThrow());
        assertThat(read.logLevel()).hasToString(ok.requiredText("log_level"));
    }
}
