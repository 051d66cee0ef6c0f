package dev.kheish.plugin.external;

import dev.kheish.spi.InputItem;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Turns the pieces of an event into what the host takes. Throws {@link RejectedException}. */
final class Items {
    private static final int GROUP = 4;
    private static final int BYTES_OF_GROUP = 3;

    private Items() {}

    /**
     * @param list name of the member, for complaints
     */
    static List<InputItem> of(String list, List<WireItem> sent) {
        List<InputItem> items = new ArrayList<>();
        for (WireItem item : sent) {
            items.add(item(list + "[" + items.size() + "]", item));
        }
        return List.copyOf(items);
    }

    private static InputItem item(String where, WireItem sent) {
        return switch (sent) {
            case WireItem.Text(String text) -> InputItem.text(text);
            case WireItem.AssetReference(String id) ->
                    InputItem.assetReference(named(where + ".asset_id", id));
            case WireItem.InlineAsset(String name, String mediaType, String base64) ->
                    InputItem.inlineAsset(
                            named(where + ".file_name", name),
                            mediaType(where + ".media_type", mediaType),
                            decode(where + ".content_base64", base64.strip()));
            case WireItem.BoardReference _ ->
                    throw new RejectedException(
                            "'%s' is a board_reference, and this host keeps no boards; send the"
                                            .formatted(where)
                                    + " text or an asset instead.");
        };
    }

    private static String named(String path, String text) {
        if (text.isBlank()) {
            throw new RejectedException("'" + path + "' is blank.");
        }
        if (Limits.isLonger(text, Limits.ID_BYTES)) {
            throw new RejectedException(
                    "'%s' is longer than %d bytes of UTF-8.".formatted(path, Limits.ID_BYTES));
        }
        return text.strip();
    }

    private static Optional<String> mediaType(String path, @Nullable String text) {
        return text == null || text.isBlank() ? Optional.empty() : Optional.of(named(path, text));
    }

    private static byte[] decode(String path, String base64) {
        if (base64.isEmpty()) {
            throw new RejectedException("'" + path + "' is blank.");
        }
        if (base64.length() / GROUP > Limits.INLINE_BYTES / BYTES_OF_GROUP + 1) {
            throw tooLarge(path);
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw notBase64(path);
        }
        if (!isStrict(base64, bytes)) {
            throw notBase64(path);
        }
        if (bytes.length > Limits.INLINE_BYTES) {
            throw tooLarge(path);
        }
        return bytes;
    }

    // The decoder of the JDK also takes texts without padding and with stray bits at the end.
    private static boolean isStrict(String base64, byte[] bytes) {
        if (base64.length() % GROUP != 0) {
            return false;
        }
        int start = Math.max(0, bytes.length - 1) / BYTES_OF_GROUP * BYTES_OF_GROUP;
        byte[] tail = Arrays.copyOfRange(bytes, start, bytes.length);
        return base64.endsWith(Base64.getEncoder().encodeToString(tail));
    }

    private static RejectedException tooLarge(String path) {
        return new RejectedException(
                "'%s' stands for more than %d bytes; upload the file as an asset, or send less."
                        .formatted(path, Limits.INLINE_BYTES));
    }

    private static RejectedException notBase64(String path) {
        return new RejectedException("'" + path + "' must be standard base64 with padding.");
    }
}
