package dev.kheish.host.api;

import dev.kheish.host.json.StrictBase64;
import dev.kheish.host.web.Problem;
import dev.kheish.spi.InputItem;

import java.util.Set;

/** Reads one item of an input. */
final class ItemBody {
    private static final int NAME_BYTES = 255;
    private static final int TEXT_BYTES = 1024 * 1024;
    private static final int BASE64_BYTES = 24 * 1024 * 1024;
    private static final Set<String> ITEMS = Set.of("text", "asset_reference", "inline_asset");
    private static final Set<String> ASSETS = Set.of("asset_reference", "inline_asset");

    private ItemBody() {}

    static InputItem item(Members item) {
        return read(item, ITEMS);
    }

    static InputItem asset(Members item) {
        return read(item, ASSETS);
    }

    private static InputItem read(Members item, Set<String> types) {
        String type = item.text("type");
        if (type.equals("board_reference")) {
            throw Problem.badRequest(
                            "unsupported_item", "Items of type board_reference are not taken here.")
                    .domain("runs")
                    .exception();
        }
        if (!types.contains(type)) {
            item.refuse(
                    "type",
                    "must be one of " + String.join(", ", types.stream().sorted().toList()));
            return InputItem.text("");
        }
        return switch (type) {
            case "text" -> InputItem.text(item.optionalText("text", TEXT_BYTES).orElse(""));
            case "asset_reference" -> InputItem.assetReference(item.text("asset_id"));
            default ->
                    InputItem.inlineAsset(
                            item.text("file_name", NAME_BYTES),
                            item.optionalText("media_type", NAME_BYTES),
                            content(item));
        };
    }

    private static byte[] content(Members item) {
        String text = item.text("content_base64", BASE64_BYTES);
        try {
            return StrictBase64.decode(text);
        } catch (IllegalArgumentException e) {
            item.refuse("content_base64", "is not base64 with padding");
            return new byte[0];
        }
    }
}
