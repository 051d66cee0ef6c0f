package dev.kheish.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;

/** A result for people and for programs. */
final class Report {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final StringBuilder text = new StringBuilder();
    private final Result result;

    Report(Result result) {
        this.result = result;
    }

    String table() {
        Machine machine = result.machine();
        line(
                String.format(
                        Locale.ROOT,
                        "%s, %d cores shared with the load generator, JDK %s, %s, %s; load before: %s",
                        machine.cpu(),
                        machine.cores(),
                        machine.jdk(),
                        machine.system(),
                        machine.disk(),
                        machine.load()));
        line("commit " + machine.commit() + ", store " + result.storage().path("pragmas"));
        line("");
        head("durable");
        result.durable().forEach(this::series);
        head("empty again");
        series(result.noise());
        starts();
        kept();
        return text.toString();
    }

    private void head(String other) {
        line(
                String.format(
                        Locale.ROOT,
                        "%-11s %11s %11s %7s %16s %16s %9s %11s %7s",
                        "connections",
                        "empty /s",
                        other.equals("durable") ? "durable /s" : "again /s",
                        "ratio",
                        "p50/p99 ms empty",
                        "and " + other,
                        "CPU µs",
                        "written B",
                        "non-2xx"));
    }

    private void series(Series series) {
        for (Series.Pair pair : series.pairs()) {
            Load base = pair.base().load();
            Load other = pair.other().load();
            line(
                    String.format(
                            Locale.ROOT,
                            "%-11d %11.0f %11.0f %6.1f%% %8.2f/%7.2f %8.2f/%7.2f %4.0f/%4.0f %11.0f %7d",
                            series.connections(),
                            base.perSecond(),
                            other.perSecond(),
                            100 * pair.ratio(),
                            base.p50Ms(),
                            base.p99Ms(),
                            other.p50Ms(),
                            other.p99Ms(),
                            pair.base().cpuMicros(),
                            pair.other().cpuMicros(),
                            pair.other().writtenBytes(),
                            base.refused() + base.broken() + other.refused() + other.broken()));
        }
        line(
                String.format(
                        Locale.ROOT,
                        "  median ratio %.1f %% (%.1f to %.1f), p99 %.2f ms",
                        100 * series.medianRatio(),
                        100 * series.smallestRatio(),
                        100 * series.largestRatio(),
                        series.medianOther(each -> each.load().p99Ms())));
        line("");
    }

    private void starts() {
        line(
                String.format(
                        Locale.ROOT,
                        "start to ready: median %.0f ms of %s; idle memory %.0f MiB",
                        result.starts().medianMs(),
                        result.starts().readyMs().stream()
                                .map(ms -> String.format(Locale.ROOT, "%.0f", ms))
                                .toList(),
                        result.starts().idleMib()));
    }

    private void kept() {
        Duel.Kept kept = result.kept();
        line(
                String.format(
                        Locale.ROOT,
                        "promised %d, stored %d, at most %d in flight when the load ended: %s",
                        kept.taken(),
                        kept.stored(),
                        kept.inFlight(),
                        kept.isRight() ? "nothing lost, nothing twice" : "WRONG"));
    }

    /** Writes the raw numbers into {@code folder} and says where. */
    Path write(Path folder, LocalDate today) throws IOException {
        ObjectNode json = JSON.valueToTree(result);
        json.put("date", today.toString());
        Path file = folder.resolve(today + "-" + result.machine().commit() + ".json");
        Files.createDirectories(folder);
        Files.writeString(file, JSON.writeValueAsString(json) + "\n");
        return file;
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
