package dev.kheish.bench;

/** A piece of the picture, of the same size as the others. */
interface Panel {
    /** How wide the inside of each is. */
    int WIDTH = 370;

    /** How high. */
    int HEIGHT = 210;

    /** Draws it; the point is the left end of its title. */
    void draw(Svg svg, double x, double y);
}
