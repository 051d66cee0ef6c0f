package dev.kheish.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.host.settings.SettingsException;
import dev.kheish.host.settings.SettingsReader;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

final class HandlerSettingsTest {
    @Test
    void workersPullUnlessConfiguredOtherwise() {
        SettingsReader in = new SettingsReader(Map.of());

        assertThat(HandlerSettings.from(in)).isEqualTo(HandlerSettings.PULL);
        assertThat(RunSettings.from(in)).isEqualTo(RunSettings.DEFAULT);
        in.finish();
    }

    @Test
    void everyKeyIsRead() {
        SettingsReader in =
                new SettingsReader(
                        Map.of(
                                "runs",
                                Map.of("max-attempts", 2, "retry-base", "2s", "retry-max", "1m"),
                                "handler",
                                Map.of(
                                        "kind",
                                        "command",
                                        "concurrency",
                                        9,
                                        "command",
                                        Map.of(
                                                "argv", List.of("/bin/agent", "-q"),
                                                "env", Map.of("MODE", "fast"),
                                                "timeout", "30s"),
                                        "http",
                                        Map.of(
                                                "url", "https://agent.example/runs",
                                                "secret-ref", "sign",
                                                "timeout", "5s",
                                                "async-timeout", "10m",
                                                "callback-url", "https://host.example"))));

        HandlerSettings settings = HandlerSettings.from(in);
        RunSettings runs = RunSettings.from(in);

        in.finish();
        assertThat(runs)
                .isEqualTo(new RunSettings(2, Duration.ofSeconds(2), Duration.ofMinutes(1)));
        assertThat(settings)
                .isEqualTo(
                        new HandlerSettings(
                                HandlerKind.COMMAND,
                                9,
                                new HandlerSettings.Command(
                                        List.of("/bin/agent", "-q"),
                                        Map.of("MODE", "fast"),
                                        Duration.ofSeconds(30)),
                                new HandlerSettings.Call(
                                        "https://agent.example/runs",
                                        "sign",
                                        Duration.ofSeconds(5),
                                        Duration.ofMinutes(10),
                                        "https://host.example")));
    }

    @Test
    void whatAHandlerLacksIsSaidAllAtOnce() {
        SettingsReader in =
                new SettingsReader(
                        Map.of("handler", Map.of("kind", "http", "http", Map.of("url", "no url"))));

        HandlerSettings.from(in);

        assertThatThrownBy(in::finish)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("handler.http.url")
                .hasMessageContaining("handler.http.secret-ref");
    }
}
