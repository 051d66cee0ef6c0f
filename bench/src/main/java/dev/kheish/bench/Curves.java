package dev.kheish.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A panel of curves over one axis, each with its name at its end. */
final class Curves implements Panel {
    private static final int LEFT = 44;
    private static final int RIGHT = 64;
    private static final int TOP = 18;
    private static final int BOTTOM = 48;
    private static final int LETTERS = 13;
    private static final List<String> COLOURS = List.of(Svg.OURS, "#0f766e", "#7c3aed");

    private final String title;
    private final String note;
    private final boolean logarithmic;
    private final List<Double> where = new ArrayList<>();
    private final List<String> ticks = new ArrayList<>();
    private final List<Double> labels = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();
    private double promise;
    private String promiseWords = "";

    private record Curve(String name, List<Double> values) {}

    /**
     * An empty panel.
     *
     * @param note what is drawn over what, in small letters below
     * @param logarithmic whether values reach over powers of ten; else the axis begins at zero
     */
    Curves(String title, String note, boolean logarithmic) {
        this.title = title;
        this.note = note;
        this.logarithmic = logarithmic;
    }

    /** One more place on the lower axis. */
    Curves over(double value, String words) {
        where.add(value);
        ticks.add(words);
        return this;
    }

    /** One value for each place; the name has a place for the last of them. */
    Curves curve(String name, List<Double> values) {
        curves.add(new Curve(name, List.copyOf(values)));
        return this;
    }

    Curves promise(double value, String words) {
        promise = value;
        promiseWords = words;
        return this;
    }

    @Override
    public void draw(Svg svg, double x, double y) {
        svg.bold(x, y, 15, title);
        Axis axis = axis(y);
        double right = x + WIDTH - RIGHT;
        for (double tick : axis.ticks()) {
            double at = axis.at(tick);
            svg.line(new Svg.Point(x + LEFT, at), new Svg.Point(right, at), Svg.LINE, false);
            svg.text(x + LEFT - 6, at + 4, 11, Svg.Anchor.end, Svg.FAINT, number(tick));
        }
        for (int i = 0; i < where.size(); i++) {
            svg.text(
                    across(x, where.get(i)),
                    y + HEIGHT - BOTTOM + 16,
                    11,
                    Svg.Anchor.middle,
                    Svg.FAINT,
                    ticks.get(i));
        }
        if (promise > 0) {
            double at = axis.at(promise);
            svg.line(new Svg.Point(x + LEFT, at), new Svg.Point(right, at), Svg.PROMISE, true);
            svg.text(x + LEFT + 4, at - 4, 11, Svg.Anchor.start, Svg.PROMISE, promiseWords);
        }
        for (int i = 0; i < curves.size(); i++) {
            draw(svg, x, axis, curves.get(i), COLOURS.get(i % COLOURS.size()));
        }
        svg.text(x, y + HEIGHT - 12, 11, Svg.Anchor.start, Svg.FAINT, note);
    }

    private void draw(Svg svg, double x, Axis axis, Curve curve, String colour) {
        List<Svg.Point> points = new ArrayList<>();
        for (int i = 0; i < curve.values().size(); i++) {
            points.add(new Svg.Point(across(x, where.get(i)), axis.at(curve.values().get(i))));
        }
        svg.curve(points, colour);
        Svg.Point last = points.getLast();
        double height = last.y() + 4;
        while (taken(height)) {
            height -= LETTERS;
        }
        labels.add(height);
        svg.text(
                last.x() + 8,
                height,
                11,
                Svg.Anchor.start,
                colour,
                curve.name().formatted(number(curve.values().getLast())));
    }

    /** Names of curves that end close together stand above one another. */
    private boolean taken(double height) {
        return labels.stream().anyMatch(label -> Math.abs(label - height) < LETTERS - 1);
    }

    private double across(double x, double value) {
        double first = where.getFirst();
        double span = Math.max(1e-9, where.getLast() - first);
        return x + LEFT + 12 + (value - first) / span * (WIDTH - LEFT - RIGHT - 24);
    }

    private Axis axis(double y) {
        double most = promise;
        double least = promise > 0 ? promise : Double.MAX_VALUE;
        for (Curve curve : curves) {
            for (double value : curve.values()) {
                most = Math.max(most, value);
                least = Math.min(least, Math.max(value, 0.01));
            }
        }
        double top = y + TOP;
        double bottom = y + HEIGHT - BOTTOM;
        return logarithmic
                ? Axis.powers(least, most, top, bottom)
                : Axis.fromZero(most, top, bottom);
    }

    private static String number(double value) {
        return String.format(
                Locale.ROOT, value >= 10 || value == Math.rint(value) ? "%.0f" : "%.1f", value);
    }

    /** From values to heights. */
    private record Axis(
            boolean logarithmic,
            double least,
            double most,
            double top,
            double bottom,
            List<Double> ticks) {
        static Axis powers(double least, double most, double top, double bottom) {
            double from = Math.floor(Math.log10(least));
            double to = Math.max(from + 1, Math.ceil(Math.log10(most)));
            List<Double> ticks = new ArrayList<>();
            for (double power = from; power <= to; power++) {
                ticks.add(Math.pow(10, power));
            }
            return new Axis(true, from, to, top, bottom, ticks);
        }

        static Axis fromZero(double most, double top, double bottom) {
            double step = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9))));
            step = most / step < 2 ? step / 4 : most / step < 5 ? step / 2 : step;
            List<Double> ticks = new ArrayList<>();
            for (double tick = 0; tick < most + step; tick += step) {
                ticks.add(tick);
            }
            return new Axis(false, 0, ticks.getLast(), top, bottom, ticks);
        }

        double at(double value) {
            double place = logarithmic ? Math.log10(Math.max(value, 0.01)) : value;
            return bottom - (place - least) / (most - least) * (bottom - top);
        }
    }
}
