package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** Files of deliveries. */
final class Attachment {
    private static final String CONTENT = "An attachment of the Kheish conformance check.\n";

    private Attachment() {}

    /** With a file that can be fetched, if the sidecar says that it passes files on. */
    static Delivery on(Bench bench, Delivery delivery) {
        if (!wanted(bench)) {
            return delivery;
        }
        String asset = "ast_check_" + UUID.randomUUID().toString().replace("-", "");
        return with(delivery, asset, bench.host().offer(delivery.id(), asset, CONTENT));
    }

    /** With a file at any path. */
    static Delivery with(Delivery delivery, String asset, String downloadPath) {
        ObjectNode part = ((ArrayNode) delivery.body().path("parts")).addObject();
        part.put("type", "attachment");
        part.putObject("attachment")
                .put("id", asset)
                .put("media_type", "text/plain")
                .put("file_name", "conformance.txt")
                .put("sha256", sha256())
                .put("byte_length", CONTENT.getBytes(StandardCharsets.UTF_8).length)
                .put("download_path", downloadPath);
        return delivery;
    }

    /** The host sends files to nobody who says that it cannot pass them on. */
    static boolean wanted(Bench bench) {
        return bench.get("/manifest")
                .json()
                .path("capabilities")
                .path("attachments_out")
                .asBoolean(true);
    }

    private static String sha256() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(CONTENT.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
