package dev.kheish.host.app;

import dev.kheish.host.asset.AssetTooLargeException;
import dev.kheish.host.asset.Assets;
import dev.kheish.host.run.OutputAssets;
import dev.kheish.host.run.OutputRefusedException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Lends assets to outputs. */
record StoredOutputAssets(Assets assets) implements OutputAssets {
    @Override
    public boolean isKnown(String assetId) {
        return assets.use(assetId).isPresent();
    }

    @Override
    public String keep(String fileName, @Nullable String mediaType, byte[] bytes)
            throws OutputRefusedException {
        try {
            return assets.storeOnce(assets.prepare(bytes, mediaType, fileName)).id();
        } catch (AssetTooLargeException e) {
            throw new OutputRefusedException(
                    "invalid_output", "%s has more than %d bytes.".formatted(fileName, e.limit()));
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to store a file of an output", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while storing a file of an output", e);
        }
    }
}
