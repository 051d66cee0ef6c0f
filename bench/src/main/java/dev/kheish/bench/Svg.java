package dev.kheish.bench;

import java.util.List;
import java.util.Locale;

/** A drawing in the making, readable on light and dark pages. For one thread. */
final class Svg {
    static final String INK = "#1f2933";
    static final String FAINT = "#7b8794";
    static final String LINE = "#d3dae3";
    static final String OURS = "#2266bb";
    static final String OTHER = "#b8c2cc";
    static final String PROMISE = "#c2410c";

    private final StringBuilder text = new StringBuilder();

    /** Where a text stands in relation to its point. */
    enum Anchor {
        start,
        middle,
        end
    }

    /** A point of a curve. */
    record Point(double x, double y) {}

    Svg(int width, int height) {
        put(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\">",
                width, height, width, height);
        put("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height);
    }

    void text(double x, double y, int size, Anchor anchor, String colour, String words) {
        text(x, y, size, anchor, colour, "normal", words);
    }

    void bold(double x, double y, int size, String words) {
        text(x, y, size, Anchor.start, INK, "bold", words);
    }

    private void text(
            double x,
            double y,
            int size,
            Anchor anchor,
            String colour,
            String weight,
            String words) {
        put(
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\" fill=\"%s\" font-weight=\"%s\">%s</text>",
                x, y, size, anchor, colour, weight, escape(words));
    }

    void box(double x, double y, double width, double height, String colour) {
        put(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" fill=\"%s\"/>",
                x, y, width, height, colour);
    }

    void frame(double x, double y, double width, double height) {
        put(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\" fill=\"none\" stroke=\"%s\"/>",
                x, y, width, height, LINE);
    }

    void line(Point from, Point to, String colour, boolean dashed) {
        put(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%s\"%s/>",
                from.x(),
                from.y(),
                to.x(),
                to.y(),
                colour,
                dashed ? "1.5" : "1",
                dashed ? " stroke-dasharray=\"4 3\"" : "");
    }

    void curve(List<Point> points, String colour) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", point.x(), point.y()));
        }
        put(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                path.toString().strip(), colour);
        for (Point point : points) {
            put(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
                    point.x(), point.y(), colour);
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more library
    private void put(String form, Object... values) {
        text.append(String.format(Locale.ROOT, form, values)).append('\n');
    }

    private static String escape(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The whole drawing. */
    String finish() {
        return text + "</svg>\n";
    }
}
