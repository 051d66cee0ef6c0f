package dev.kheish.host.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

class MetricsTest {
    private static final Family DOORS = Family.gauge("test_doors", "Doors.", "colour");
    private static final Family KNOCKS = Family.counter("test_knocks_total", "Knocks.");
    private static final Family SECONDS = Family.histogram("test_seconds", "Waits.");

    private enum Outcome {
        WELL,
        ILL
    }

    @Test
    void aPageShowsWhatSourcesReadAtThatMoment() {
        Histogram waits = Histogram.of(1, 2);
        try (Metrics metrics =
                metrics(
                        samples -> {
                            samples.add(DOORS, 3, "red");
                            samples.add(KNOCKS, 7);
                            samples.add(SECONDS, waits);
                        })) {
            waits.record(0.5);
            waits.record(2);
            waits.record(9);

            assertThat(text(metrics, ""))
                    .contains(
                            "# HELP test_doors Doors.",
                            "# TYPE test_doors gauge",
                            "test_doors{colour=\"red\"} 3.0",
                            "# TYPE test_knocks_total counter",
                            "test_knocks_total 7.0",
                            "test_seconds_bucket{le=\"1.0\"} 1",
                            "test_seconds_bucket{le=\"2.0\"} 2",
                            "test_seconds_bucket{le=\"+Inf\"} 3",
                            "test_seconds_count 3",
                            "test_seconds_sum 11.5");

            waits.record(1);

            assertThat(text(metrics, "")).contains("test_seconds_count 4");
        }
    }

    @Test
    void aSourceThatFailsIsLeftOutAndTheOthersStay() {
        MetricSource broken =
                source(
                        samples -> {
                            throw new IllegalStateException("closed");
                        },
                        DOORS);
        try (Metrics metrics =
                new Metrics(List.of(broken, source(samples -> samples.add(KNOCKS, 1), KNOCKS)))) {
            assertThat(text(metrics, ""))
                    .contains("test_knocks_total 1.0")
                    .doesNotContain("test_doors");
        }
    }

    @Test
    void whoAsksForOpenMetricsGetsIt() {
        try (Metrics metrics = metrics(samples -> samples.add(KNOCKS, 1))) {
            Metrics.Page page =
                    metrics.page("application/openmetrics-text;version=1.0.0,*/*;q=0.1");

            assertThat(page.contentType()).startsWith("application/openmetrics-text");
            assertThat(new String(page.body(), StandardCharsets.UTF_8)).endsWith("# EOF\n");
            assertThat(metrics.page("*/*").contentType()).startsWith("text/plain; version=0.0.4");
        }
    }

    @Test
    void labelsAreGivenForEachNameOrNotAtAll() {
        Samples samples = new Samples(List.of(DOORS));

        assertThatThrownBy(() -> samples.add(DOORS, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> samples.add(KNOCKS, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("test_knocks_total");
        assertThatThrownBy(() -> Family.counter("test_knocks", "Knocks."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("_total");
    }

    @Test
    void connectorsThatAreGoneAreForgotten() {
        Family outcomes = Family.counter("test_outcomes_total", "O.", "kind", "name", "outcome");
        ConnectorCounts<Outcome> counts = new ConnectorCounts<>(Outcome.class);
        counts.add("chat", "a", Outcome.WELL);
        counts.add("chat", "a", Outcome.WELL);
        counts.add("chat", "b", Outcome.ILL);

        Samples first = new Samples(List.of(outcomes));
        counts.read(first, outcomes, (kind, name) -> name.equals("a"));
        Samples second = new Samples(List.of(outcomes));
        counts.read(second, outcomes, (kind, name) -> true);

        assertThat(first.of(outcomes))
                .containsExactly(
                        new Samples.Sample.Value(List.of("chat", "a", "well"), 2),
                        new Samples.Sample.Value(List.of("chat", "a", "ill"), 0));
        assertThat(second.of(outcomes)).isEqualTo(first.of(outcomes));
    }

    private static Metrics metrics(Consumer<Samples> read) {
        return new Metrics(List.of(source(read, DOORS, KNOCKS, SECONDS)));
    }

    private static MetricSource source(Consumer<Samples> read, Family... families) {
        return new MetricSource() {
            @Override
            public List<Family> families() {
                return List.of(families);
            }

            @Override
            public void read(Samples samples) {
                read.accept(samples);
            }
        };
    }

    private static String text(Metrics metrics, String accept) {
        return new String(metrics.page(accept).body(), StandardCharsets.UTF_8);
    }
}
