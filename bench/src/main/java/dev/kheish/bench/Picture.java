package dev.kheish.bench;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A run as one picture: bars and curves of the parts that it has. */
final class Picture {
    private static final int COLUMNS = 3;
    private static final int MARGIN = 20;
    private static final int HEAD = 96;
    private static final double MIB_IN_MB = 1.048576;

    private final JsonNode run;
    private final JsonNode parts;

    Picture(JsonNode run) {
        this.run = run;
        this.parts = run.path("parts");
    }

    String draw() {
        List<Panel> panels = new ArrayList<>();
        add(panels, "ingress", this::ingress);
        add(panels, "latency", this::latency);
        add(panels, "flat", this::flat);
        add(panels, "start", this::start);
        add(panels, "start", this::memory);
        add(panels, "batches", this::batches);
        add(panels, "claims", this::claims);
        add(panels, "deliveries", this::deliveries);
        add(panels, "sidecars", this::sidecars);
        int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
        int cell = Panel.WIDTH + 2 * MARGIN;
        int row = Panel.HEIGHT + 2 * MARGIN;
        Svg svg = new Svg(COLUMNS * cell + MARGIN, HEAD + rows * row + MARGIN);
        head(svg);
        for (int i = 0; i < panels.size(); i++) {
            int column = i % COLUMNS;
            int line = i / COLUMNS;
            double x = MARGIN + (double) column * cell;
            double y = HEAD + (double) line * row;
            svg.frame(x, y, cell - MARGIN, row - MARGIN);
            panels.get(i).draw(svg, x + MARGIN / 2.0, y + MARGIN + 4);
        }
        return svg.finish();
    }

    private void add(List<Panel> panels, String part, Function<JsonNode, Panel> panel) {
        if (parts.has(part)) {
            panels.add(panel.apply(parts.path(part)));
        }
    }

    private void head(Svg svg) {
        JsonNode machine = run.path("machine");
        svg.bold(MARGIN, 34, 22, "Kheish: what one run of bench/run measured");
        svg.text(
                MARGIN,
                56,
                13,
                Svg.Anchor.start,
                Svg.INK,
                "%s · commit %s · %s, %d cores shared with the load generator · JDK %s · %s"
                        .formatted(
                                run.path("date").asText(),
                                machine.path("commit").asText(),
                                machine.path("cpu").asText(),
                                machine.path("cores").asInt(),
                                machine.path("jdk").asText(),
                                machine.path("disk").asText()));
        svg.line(new Svg.Point(MARGIN, 73), new Svg.Point(MARGIN + 22, 73), Svg.PROMISE, true);
        svg.text(MARGIN + 28, 77, 13, Svg.Anchor.start, Svg.FAINT, "what is promised" + noise());
    }

    private String noise() {
        JsonNode ratio = parts.path("ingress").path("noise").path("ratio");
        return ratio.isMissingNode()
                ? ""
                : String.format(
                        Locale.ROOT,
                        " · noise: the empty handler against itself came to %.0f to %.0f %%",
                        100 * ratio.path("smallest").asDouble(),
                        100 * ratio.path("largest").asDouble());
    }

    private Panel ingress(JsonNode found) {
        Bars bars =
                new Bars(
                        "Durable events against an empty handler",
                        "events/s; bearer, HMAC, sessions; dashed: half the empty rate");
        for (JsonNode series : found.path("durable")) {
            String over = ", %d conn.".formatted(series.path("connections").asInt());
            double empty = median(series.path("pairs"), "base");
            double durable = median(series.path("pairs"), "other");
            bars.other("empty" + over, empty, thousands(empty));
            bars.promised(
                    "durable" + over,
                    durable,
                    String.format(
                            Locale.ROOT,
                            "%s, %.0f %%",
                            thousands(durable),
                            100 * series.path("ratio").path("median").asDouble()),
                    empty / 2);
        }
        return bars;
    }

    private static double median(JsonNode pairs, String half) {
        List<Double> rates = new ArrayList<>();
        pairs.forEach(pair -> rates.add(pair.path(half).path("load").path("perSecond").asDouble()));
        return Spread.of(rates).median();
    }

    private Panel latency(JsonNode found) {
        Curves curves =
                new Curves(
                        "How long senders wait",
                        "ms from the time an event is due, over shares of the full rate",
                        true);
        found.path("points")
                .forEach(
                        point ->
                                curves.over(
                                        point.path("share").asDouble(),
                                        "%d %% (%s/s)"
                                                .formatted(
                                                        point.path("share").asInt(),
                                                        thousands(
                                                                point.path("latencies")
                                                                        .path("perSecond")
                                                                        .asDouble()))));
        for (String name : List.of("p50", "p99", "p999")) {
            List<Double> values = new ArrayList<>();
            found.path("points")
                    .forEach(
                            point ->
                                    values.add(
                                            point.path("latencies").path(name + "Ms").asDouble()));
            curves.curve((name.equals("p999") ? "p99.9" : name) + " %s", values);
        }
        return curves.promise(10, "p99 at 50 %");
    }

    private Panel flat(JsonNode found) {
        Curves curves =
                new Curves(
                        "With runs already stored",
                        "durable as % of the empty rate, over thousands of stored runs",
                        false);
        List<Double> ratios = new ArrayList<>();
        for (JsonNode point : found.path("points")) {
            double stored = point.path("stored").asDouble() / 1000;
            curves.over(stored, String.format(Locale.ROOT, "%.0f", stored));
            ratios.add(100 * point.path("series").path("ratio").path("median").asDouble());
        }
        return curves.curve("%s %%", ratios);
    }

    private Panel start(JsonNode found) {
        Bars bars = new Bars("From launch to ready", "ms, median; home folder exists");
        double prepared = ready(found.path("prepared"));
        bars.promised("prepared classes", prepared, words(prepared, "ms"), 500);
        double again = ready(found.path("again"));
        bars.ours("the same again", again, words(again, "ms"));
        double plain = ready(found.path("plain"));
        bars.promised("without them", plain, words(plain, "ms"), 1200);
        JsonNode full = parts.path("flat").path("full");
        if (!full.isMissingNode()) {
            double ms = ready(full);
            bars.ours(stored(full), ms, words(ms, "ms"));
        }
        double command = found.path("commandMs").path("median").asDouble();
        return bars.ours("kheish status", command, words(command, "ms"));
    }

    private static double ready(JsonNode sort) {
        return sort.path("readyMs").path("median").asDouble();
    }

    private static String stored(JsonNode full) {
        return String.format(
                Locale.ROOT, "%.1f M runs stored", full.path("stored").asDouble() / 1e6);
    }

    private Panel memory(JsonNode found) {
        Bars bars = new Bars("Memory in RAM", "MB; idle three seconds after ready");
        double idle = idle(found.path("prepared"));
        bars.promised("idle", idle, words(idle, "MB"), 160);
        double plain = idle(found.path("plain"));
        bars.promised("idle, not prepared", plain, words(plain, "MB"), 160);
        JsonNode full = parts.path("flat").path("full");
        if (!full.isMissingNode()) {
            double mb = idle(full);
            bars.ours(stored(full), mb, words(mb, "MB"));
        }
        JsonNode ingress = parts.path("ingress");
        if (!ingress.isMissingNode()) {
            double load = ingress.path("peakMib").asDouble() * MIB_IN_MB;
            bars.ours("under full load", load, words(load, "MB"));
        }
        return bars;
    }

    private static double idle(JsonNode sort) {
        return sort.path("idleMib").path("median").asDouble() * MIB_IN_MB;
    }

    private Panel batches(JsonNode found) {
        List<Double> single = new ArrayList<>();
        List<Double> batch = new ArrayList<>();
        for (JsonNode pair : found.path("pairs")) {
            single.add(pair.path("singlePerSecond").asDouble());
            batch.add(pair.path("batchPerSecond").asDouble());
        }
        double one = Spread.of(single).median();
        double many = Spread.of(batch).median();
        double ratio = found.path("ratio").path("median").asDouble();
        return new Bars("Events of sidecars", "events/s; dashed: three times the single ones")
                .ours("one a request", one, thousands(one))
                .promised(
                        "64 a request",
                        many,
                        String.format(Locale.ROOT, "%s, %.1f ×", thousands(many), ratio),
                        3 * one);
    }

    private Panel claims(JsonNode found) {
        double single = found.path("single").path("median").asDouble();
        double batched = found.path("batched").path("median").asDouble();
        return new Bars(
                        "Runs claimed and completed",
                        "runs/s by %d workers; each completion is on disk"
                                .formatted(found.path("workers").asInt()))
                .ours("one a claim", single, thousands(single))
                .ours("16 a claim", batched, thousands(batched));
    }

    private Panel deliveries(JsonNode found) {
        Bars bars =
                new Bars(
                        "Answers delivered over HTTP",
                        "deliveries/s to a local target; every attempt is recorded");
        for (JsonNode point : found.path("points")) {
            int lanes = point.path("lanes").asInt();
            double rate = point.path("perSecond").asDouble();
            if (lanes == 1) {
                bars.ours("1 lane, in order", rate, thousands(rate));
            } else {
                bars.promised(lanes + " lanes", rate, thousands(rate), 5000);
            }
        }
        return bars;
    }

    private Panel sidecars(JsonNode found) {
        JsonNode fetch = found.path("credentials");
        double p50 = fetch.path("p50Ms").asDouble();
        double p99 = fetch.path("p99Ms").asDouble();
        return new Bars("A sidecar fetches a secret", "ms, one fetch after the other; audited")
                .ours("half of them", p50, String.format(Locale.ROOT, "%.2f ms", p50))
                .promised("99 of 100", p99, String.format(Locale.ROOT, "%.2f ms", p99), 5);
    }

    private static String thousands(double value) {
        return String.format(Locale.ROOT, "%,.0f", value).replace(',', ' ');
    }

    private static String words(double value, String unit) {
        return String.format(Locale.ROOT, "%.0f %s", value, unit);
    }
}
