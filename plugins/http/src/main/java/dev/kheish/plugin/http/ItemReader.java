package dev.kheish.plugin.http;

import dev.kheish.spi.InputItem;

import jakarta.json.JsonValue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the elements of {@code input_items} and {@code attachments}. */
final class ItemReader {
    private static final Set<String> TEXT = Set.of("type", "text");
    private static final Set<String> ASSET_REFERENCE = Set.of("type", "asset_id");
    private static final Set<String> INLINE_ASSET =
            Set.of("type", "file_name", "media_type", "content_base64");
    private static final int BASE64_GROUP = 4;
    private static final int BYTES_OF_GROUP = 3;

    private ItemReader() {}

    static List<InputItem> items(List<JsonValue> elements) {
        return read("input_items", elements);
    }

    static List<InputItem> attachments(List<JsonValue> elements) {
        List<InputItem> read = read("attachments", elements);
        for (int i = 0; i < read.size(); i++) {
            if (read.get(i).type() == InputItem.Type.TEXT) {
                throw new BadInputException(
                        "'attachments[%d]' is a text; put it into 'content'.".formatted(i));
            }
        }
        return read;
    }

    private static List<InputItem> read(String list, List<JsonValue> elements) {
        List<InputItem> items = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            items.add(item(Members.of(elements.get(i), list + "[" + i + "]")));
        }
        return List.copyOf(items);
    }

    private static InputItem item(Members members) {
        String type = members.requiredText("type");
        return switch (type) {
            case "text" -> text(members);
            case "asset_reference" -> assetReference(members);
            case "inline_asset" -> inlineAsset(members);
            case "board_reference" ->
                    throw new BadInputException(
                            BadInputException.UNSUPPORTED_ITEM,
                            "'%s' is a board_reference, and this host keeps no boards; send the"
                                            .formatted(members.path("type"))
                                    + " text or an asset instead.");
            default ->
                    throw new BadInputException(
                            "'%s' must be text, asset_reference or inline_asset."
                                    .formatted(members.path("type")));
        };
    }

    private static InputItem text(Members members) {
        members.allowOnly(TEXT);
        return InputItem.text(members.requiredText("text"));
    }

    private static InputItem assetReference(Members members) {
        members.allowOnly(ASSET_REFERENCE);
        return InputItem.assetReference(members.requiredId("asset_id", Limits.ID_BYTES));
    }

    private static InputItem inlineAsset(Members members) {
        members.allowOnly(INLINE_ASSET);
        return InputItem.inlineAsset(
                members.requiredId("file_name", Limits.ID_BYTES),
                Optional.ofNullable(members.id("media_type", Limits.ID_BYTES)),
                decode(members.requiredText("content_base64"), members.path("content_base64")));
    }

    private static byte[] decode(String base64, String path) {
        if (base64.isEmpty()) {
            throw new BadInputException("'" + path + "' is empty.");
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            if (isStrict(base64, bytes)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw notBase64(path);
        }
        throw notBase64(path);
    }

    // The decoder of the JDK also takes texts without padding and with stray bits at the end.
    private static boolean isStrict(String base64, byte[] bytes) {
        if (base64.length() % BASE64_GROUP != 0) {
            return false;
        }
        int start = (bytes.length - 1) / BYTES_OF_GROUP * BYTES_OF_GROUP;
        byte[] tail = Arrays.copyOfRange(bytes, start, bytes.length);
        return base64.endsWith(Base64.getEncoder().encodeToString(tail));
    }

    private static BadInputException notBase64(String path) {
        return new BadInputException(
                "'"
                        + path
                        + "' must be standard base64 with padding, without line breaks and with"
                        + " nothing else around it.");
    }
}
