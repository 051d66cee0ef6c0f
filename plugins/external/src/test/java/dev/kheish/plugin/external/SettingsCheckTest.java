package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.FieldError;
import dev.kheish.testkit.MapSettings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class SettingsCheckTest {
    private final Edge edge = new Edge();

    @Test
    void hasNothingAgainstAPlainConnector() {
        assertThat(mistakes()).isEmpty();
        child(command());
        assertThat(mistakes()).isEmpty();
    }

    @ParameterizedTest(name = "child_process: {0} is {1}")
    @CsvSource({
        "http://127.0.0.1:9100,http://127.0.0.1:9100",
        "http://127.0.0.1:9100///,http://127.0.0.1:9100",
        "https://localhost:80,https://localhost:80",
        "http://localhost:80/,http://localhost:80",
        "http://LocalHost:9100,http://localhost:9100",
        "http://localhost.:9100,http://localhost:9100",
        "http://Bot.LOCALHOST:9100,http://bot.localhost:9100",
        "http://[::1]:9100,http://[::1]:9100",
        "http://127.0.0.1:0009100,http://127.0.0.1:9100"
    })
    void takesLoopbackForAChild(String url, String normal) throws Exception {
        edge.with("base_url", url);
        child(command());

        assertThat(mistakes()).isEmpty();
        assertThat(ExternalSettings.baseUrl(edge.settings, edge.context.egress()).text())
                .isEqualTo(normal);
    }

    @ParameterizedTest(name = "child_process: {0}")
    @CsvSource({
        "http://127.0.0.2:9100,name this machine",
        "http://0.0.0.0:9100,name this machine",
        "http://10.0.0.1:9100,name this machine",
        "http://sidecar.example:9100,name this machine",
        "http://localhost.example:9100,name this machine",
        "http://notlocalhost:9100,name this machine",
        "http://127.0.0.1,must say the port",
        "http://localhost/,must say the port",
        "http://[::1],must say the port",
        "http://127.0.0.1:9100/x,has a path",
        "http://127.0.0.1:9100/?q=1,query or a fragment",
        "http://127.0.0.1:9100#f,query or a fragment",
        "ftp://127.0.0.1:9100,URL",
        "http://u:p@127.0.0.1:9100,URL",
        "nonsense,URL"
    })
    void refusesEverythingElseForAChild(String url, String complaint) {
        edge.with("base_url", url);
        child(command());

        assertMistake("base_url", complaint);
    }

    @ParameterizedTest(name = "remote_http: {0} is {1}")
    @CsvSource({
        "https://sidecar.example,https://sidecar.example",
        "https://sidecar.example/,https://sidecar.example",
        "https://Sidecar.example/a/b//,https://sidecar.example/a/b",
        "http://sidecar.example:8080/a,http://sidecar.example:8080/a"
    })
    void takesPublicAddressesForARemoteSidecar(String url, String normal) throws Exception {
        edge.with("base_url", url);

        assertThat(mistakes()).isEmpty();
        assertThat(ExternalSettings.baseUrl(edge.settings, edge.context.egress()).text())
                .isEqualTo(normal);
    }

    @ParameterizedTest(name = "remote_http: {0}")
    @CsvSource({
        "https://sidecar.example?q=1,query or a fragment",
        "https://sidecar.example/a#f,query or a fragment",
        "http://localhost:9100,allow_private_network",
        "http://127.0.0.1:9100,allow_private_network",
        "https://u@sidecar.example,URL"
    })
    void refusesTheRestForARemoteSidecar(String url, String complaint) {
        edge.with("base_url", url);

        assertMistake("base_url", complaint);
    }

    @Test
    void takesPrivateAddressesWhenTheOperatorSaysSo() {
        edge.with("base_url", "http://localhost:9100").with("allow_private_network", true);

        assertThat(mistakes()).isEmpty();
    }

    @Test
    void wantsATokenUnlessTheConnectorIsOpen() {
        edge.withoutToken();
        assertMistake("shared_token", "allow_unauthenticated_ingress");

        edge.with("allow_unauthenticated_ingress", true);
        assertThat(mistakes()).isEmpty();
    }

    @Test
    void wantsAChildWhereTheModeSaysSoAndNoneElsewhere() {
        edge.with("mode", "child_process").with("base_url", "http://127.0.0.1:9100");
        assertMistake("child_process", "is needed");

        edge.with("mode", "remote_http")
                .with("base_url", "https://sidecar.example")
                .with("child_process", command());
        assertMistake("child_process", "set it to null");
    }

    @ParameterizedTest(name = "{0} is the host''s own")
    @ValueSource(
            strings = {
                "NAME",
                "BASE_URL",
                "DAEMON_BASE_URL",
                "SHARED_TOKEN",
                "CREDENTIAL_TOKEN",
                "CREDENTIAL_KEYS_JSON",
                "CREDENTIAL_TOKEN_FILE",
                "LIFELINE"
            })
    void refusesReservedVariables(String name) {
        String variable = "KHEISH_EXTERNAL_CONNECTOR_" + name;
        child(command().with("env", Map.of(variable, "x")));
        assertMistake("child_process.env." + variable, "set by the host");

        child(command().with("credential_slots", Map.of(variable, "slot")));
        assertMistake("child_process.credential_slots." + variable, "set by the host");
    }

    @Test
    void letsTheOperatorSetTheInstanceAndWhatElseSidecarsRead() {
        child(
                command()
                        .with(
                                "env",
                                Map.of(
                                        "KHEISH_EXTERNAL_CONNECTOR_INSTANCE_ID", "i-1",
                                        "KHEISH_EXTERNAL_CONNECTOR_LOG_LEVEL", "DEBUG",
                                        "_x9", "")));

        assertThat(mistakes()).isEmpty();
    }

    @ParameterizedTest(name = "''{0}'' is no name of a variable")
    @ValueSource(strings = {"A B", "A=B", "9A", "A-B", "ä", "A\0"})
    void refusesWhatIsNoNameOfAVariable(String name) {
        child(command().with("env", Map.of(name, "x")));
        assertMistake("child_process.env." + name, "no name of an environment variable");

        child(command().with("credential_slots", Map.of(name, "slot")));
        assertMistake("child_process.credential_slots." + name, "no name of an environment");
    }

    @Test
    void refusesNulCharactersWherever() {
        child(
                MapSettings.of(ChildSpecs.SPECS, "demo")
                        .with("command", "a\0")
                        .with("args", List.of("ok", "b\0"))
                        .with("env", Map.of("A", "c\0"))
                        .with("working_dir", "/d\0"));

        assertThat(mistakes())
                .extracting(FieldError::field)
                .containsExactly(
                        "child_process.command",
                        "child_process.args[1]",
                        "child_process.working_dir",
                        "child_process.env.A");
    }

    @ParameterizedTest(name = "user {0}")
    @ValueSource(strings = {"-x", "--reuid=0", "a b", "a:b", "a/b"})
    void refusesUsersThatAreNone(String user) {
        child(command().with("run_as", runAs(user)));

        assertMistake("child_process.run_as.user", "no name or number");
    }

    @ParameterizedTest(name = "user {0}")
    @ValueSource(strings = {"nobody", "1000", "_bot", "svc-bot.1", "bot@corp", "host$"})
    void takesUsers(String user) {
        child(command().with("run_as", runAs(user)));

        assertThat(mistakes()).isEmpty();
    }

    @Test
    void advisesAUserOfItsOwn() {
        assertThat(edge.kind.advice(edge.settings)).isEmpty();

        child(command());
        assertThat(edge.kind.advice(edge.settings))
                .singleElement()
                .satisfies(
                        piece -> {
                            assertThat(piece.field()).isEqualTo("child_process.run_as");
                            assertThat(piece.message()).contains("isolation: none");
                        });

        child(command().with("run_as", runAs("bot")));
        assertThat(edge.kind.advice(edge.settings)).isEmpty();
    }

    @Test
    void refusesABlankSlot() {
        child(command().with("credential_slots", Map.of("API_KEY", " ")));

        assertMistake("child_process.credential_slots.API_KEY", "is blank");
    }

    @ParameterizedTest(name = "session {0}")
    @ValueSource(strings = {"a/b", ".", "..", "a\nb"})
    void refusesAFixedSessionThatNobodyCouldOpen(String id) {
        edge.with("fixed_session_id", id);

        assertMistake("fixed_session_id", "cannot name a session");
    }

    @Test
    void refusesLongAndBlankKeys() {
        edge.with("additional_binding_keys", List.of("ok", " ", "é".repeat(2049)));

        assertThat(mistakes())
                .extracting(FieldError::field)
                .containsExactly("additional_binding_keys[1]", "additional_binding_keys[2]");
    }

    @Test
    void saysAllAtOnce() {
        edge.withoutToken().with("base_url", "http://localhost:1").with("fixed_session_id", "a/b");

        assertThat(mistakes()).hasSize(3);
    }

    @Test
    void everySettingSaysWhatItIsFor() {
        assertThat(ExternalSettings.SPECS).allMatch(spec -> !spec.description().isBlank());
        assertThat(ChildSpecs.SPECS).allMatch(spec -> !spec.description().isBlank());
    }

    private static MapSettings command() {
        return MapSettings.of(ChildSpecs.SPECS, "demo").with("command", "python3");
    }

    private static MapSettings runAs(String user) {
        var members =
                ChildSpecs.SPECS.stream()
                        .filter(spec -> spec.name().equals("run_as"))
                        .findFirst()
                        .orElseThrow()
                        .members();
        return MapSettings.of(members, "demo").with("user", user);
    }

    private void child(MapSettings members) {
        edge.with("mode", "child_process").with("child_process", members);
        if (edge.settings.string("base_url").orElse("").equals("https://sidecar.example")) {
            edge.with("base_url", "http://127.0.0.1:9100");
        }
    }

    private List<FieldError> mistakes() {
        return edge.kind.validate(edge.settings);
    }

    private void assertMistake(String field, String part) {
        assertThat(mistakes())
                .singleElement()
                .satisfies(
                        error -> {
                            assertThat(error.field()).isEqualTo(field);
                            assertThat(error.message()).contains(part);
                        });
    }
}
