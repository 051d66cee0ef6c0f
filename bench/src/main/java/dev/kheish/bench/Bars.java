package dev.kheish.bench;

import java.util.ArrayList;
import java.util.List;

/** A panel of bars that lie, each with its value, and marks where promises stand. */
final class Bars implements Panel {
    private static final int LABEL = 122;
    private static final int VALUE = 92;
    private static final int STEP = 30;
    private static final int THICK = 16;
    private static final int WORDS = 80;

    private final String title;
    private final String note;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String label, double value, String words, String colour, double promise) {}

    /**
     * An empty panel.
     *
     * @param note what the bars are, in small letters below
     */
    Bars(String title, String note) {
        this.title = title;
        this.note = note;
    }

    Bars ours(String label, double value, String words) {
        return add(label, value, words, Svg.OURS, 0);
    }

    /** One that has a promise, which is drawn as a mark. */
    Bars promised(String label, double value, String words, double promise) {
        return add(label, value, words, Svg.OURS, promise);
    }

    Bars other(String label, double value, String words) {
        return add(label, value, words, Svg.OTHER, 0);
    }

    private Bars add(String label, double value, String words, String colour, double promise) {
        bars.add(new Bar(label, value, words, colour, promise));
        return this;
    }

    @Override
    public void draw(Svg svg, double x, double y) {
        svg.bold(x, y, 15, title);
        double room = WIDTH - LABEL - VALUE;
        double most =
                bars.stream().mapToDouble(bar -> Math.max(bar.value, bar.promise)).max().orElse(1);
        double scale = room / Math.max(most, 1e-9);
        double at = y + 18;
        for (Bar bar : bars) {
            double width = Math.max(1, bar.value * scale);
            svg.text(x, at + 12, 12, Svg.Anchor.start, Svg.INK, bar.label);
            svg.box(x + LABEL, at, width, THICK, bar.colour);
            double end = x + LABEL + width;
            if (bar.promise > 0) {
                double mark = x + LABEL + bar.promise * scale;
                svg.line(
                        new Svg.Point(mark, at - 4),
                        new Svg.Point(mark, at + THICK + 4),
                        Svg.PROMISE,
                        true);
                // Not across the words.
                end = mark > end && mark < end + WORDS ? mark : end;
            }
            svg.text(end + 6, at + 12, 12, Svg.Anchor.start, Svg.INK, bar.words);
            at += STEP;
        }
        svg.text(x, y + HEIGHT - 12, 11, Svg.Anchor.start, Svg.FAINT, note);
    }
}
