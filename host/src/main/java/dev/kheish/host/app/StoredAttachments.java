package dev.kheish.host.app;

import dev.kheish.host.asset.Assets;
import dev.kheish.host.asset.StoredAsset;
import dev.kheish.host.delivery.Attachments;
import dev.kheish.spi.Attachment;

import java.util.Optional;

/** Lends assets to deliveries. */
record StoredAttachments(Assets assets) implements Attachments {
    @Override
    public Optional<Attachment> find(String id) {
        return assets.find(id).map(asset -> asset);
    }

    @Override
    public String downloadPath(Attachment attachment) {
        StoredAsset asset =
                assets.find(attachment.id())
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "No asset of this host: " + attachment.id()));
        return assets.signedPath(asset);
    }
}
