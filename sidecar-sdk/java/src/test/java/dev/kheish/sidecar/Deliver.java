package dev.kheish.sidecar;

import java.io.IOException;

/** Bodies of deliveries. */
final class Deliver {
    private Deliver() {}

    static String body(String id, String content) {
        return JsonObject.empty()
                .with("protocol_version", 1)
                .with("delivery_id", id)
                .with("attempt", 1)
                .with("reply_route", "r-1")
                .with("conversation", JsonObject.empty().with("session_id", "s-1"))
                .with("content", content)
                .with("metadata", JsonObject.empty())
                .toString();
    }

    /** Delivers over the sidecar's port. */
    static Wire.Answer to(int port, String id, String content) throws IOException {
        return Wire.call(port, "POST", "/deliver", body(id, content));
    }
}
