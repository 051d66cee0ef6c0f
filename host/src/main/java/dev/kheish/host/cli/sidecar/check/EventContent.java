package dev.kheish.host.cli.sidecar.check;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.Base64;
import java.util.Optional;

/** What an event says: a text with attachments, or a list of items. */
final class EventContent {
    private static final int CONTENT = 1024 * 1024;
    private static final int FILE = 1024 * 1024;
    private static final int ITEMS = 64;
    private static final int ATTACHMENTS = 10;

    private EventContent() {}

    static Optional<String> flaw(JsonNode event) {
        JsonNode content = event.path("content");
        JsonNode items = event.path("input_items");
        JsonNode attachments = event.path("attachments");
        if (!content.isMissingNode() && !content.isTextual()) {
            return Optional.of("content is " + content + ", not a text");
        }
        Optional<String> flaw =
                EventShape.size("content", content.asText(), CONTENT)
                        .or(() -> list("input_items", items, ITEMS))
                        .or(() -> list("attachments", attachments, ATTACHMENTS));
        if (flaw.isPresent()) {
            return flaw;
        }
        if (!items.isEmpty() && (!content.asText().isBlank() || !attachments.isEmpty())) {
            return Optional.of("with input_items there may be neither content nor attachments");
        }
        return content.asText().isBlank() && items.isEmpty() && attachments.isEmpty()
                ? Optional.of("it says nothing: no content, no attachments, no input_items")
                : Optional.empty();
    }

    private static Optional<String> list(String name, JsonNode list, int limit) {
        if (list.isMissingNode()) {
            return Optional.empty();
        }
        if (!list.isArray() || list.size() > limit) {
            return Optional.of("%s is not a list of at most %d".formatted(name, limit));
        }
        for (JsonNode item : list) {
            Optional<String> flaw = item(name, item);
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> item(String list, JsonNode item) {
        boolean sound =
                switch (item.path("type").asText()) {
                    case "text" -> list.equals("input_items") && item.path("text").isTextual();
                    case "board_reference" ->
                            list.equals("input_items") && item.path("board_id").isTextual();
                    case "asset_reference" -> item.path("asset_id").isTextual();
                    case "inline_asset" ->
                            item.path("file_name").isTextual()
                                    && size(item.path("content_base64").asText()) > 0;
                    default -> false;
                };
        if (!sound) {
            return Optional.of("%s has %s, which is none".formatted(list, item));
        }
        return size(item.path("content_base64").asText()) > FILE
                ? Optional.of("a file in " + list + " has more than 1 MiB")
                : Optional.empty();
    }

    /** Of what it stands for; 0 if it is not base64. */
    private static int size(String base64) {
        try {
            return Base64.getDecoder().decode(base64.strip()).length;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
