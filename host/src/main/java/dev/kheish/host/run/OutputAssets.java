package dev.kheish.host.run;

import org.jspecify.annotations.Nullable;

/** The files that outputs may name or bring. */
public interface OutputAssets {
    /** Whether an asset with this id is stored. */
    boolean isKnown(String assetId);

    /**
     * Stores bytes that came with an output, on disk when this returns. The same bytes under the
     * same name give the same asset, so that a repeated request says the same thing twice.
     *
     * @return the asset's id
     * @throws OutputRefusedException if there are too many bytes
     */
    String keep(String fileName, @Nullable String mediaType, byte[] bytes)
            throws OutputRefusedException;
}
