package dev.kheish.host.run;

import dev.kheish.host.asset.AssetTooLargeException;
import dev.kheish.host.asset.Assets;
import dev.kheish.host.asset.PreparedBlob;
import dev.kheish.spi.FetchException;
import dev.kheish.spi.FileSink;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;

/** Puts one fetched file where assets are kept. For one thread. */
final class AssetSink implements FileSink {
    private final Assets assets;
    private final String name;
    private @Nullable PreparedBlob blob;

    AssetSink(Assets assets, String name) {
        this.assets = assets;
        this.name = name;
    }

    @Override
    public long limit() {
        return assets.limit();
    }

    @Override
    public void accept(String mediaType, InputStream content) throws FetchException, IOException {
        try (content) {
            PreparedBlob stored = assets.prepare(content, mediaType, name, limit());
            if (stored.length() == 0) {
                throw FetchException.permanent("it is empty");
            }
            blob = stored;
        } catch (AssetTooLargeException e) {
            throw FetchException.permanent("it is larger than " + e.limit() + " bytes");
        }
    }

    /** What was taken. */
    PreparedBlob blob() throws FetchException {
        PreparedBlob taken = blob;
        if (taken == null) {
            throw FetchException.temporary("the connector brought nothing");
        }
        return taken;
    }
}
