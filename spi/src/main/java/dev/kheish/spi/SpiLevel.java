package dev.kheish.spi;

/**
 * The number in {@code Plugin-Spi-Level} of a plugin jar's manifest.
 *
 * <p>The host reads it before it loads any class of the jar and accepts {@link #OLDEST_SUPPORTED}
 * to {@link #CURRENT}. Within a level nothing that a plugin calls or implements disappears.
 */
public final class SpiLevel {
    /** The level that this version of the contract describes. */
    public static final int CURRENT = 1;

    /** The oldest level that a host built from this version still loads. */
    public static final int OLDEST_SUPPORTED = 1;

    private SpiLevel() {}
}
