package dev.kheish.plugin.external;

/** One element of {@code input_items} or {@code attachments} as it was sent. */
sealed interface WireItem {
    /** Some text. */
    record Text(String text) implements WireItem {}

    /** A file that the host has already. */
    record AssetReference(String assetId) implements WireItem {}

    /** A board, which this host has not. */
    record BoardReference(String boardId, @Nullable String revisionId) implements WireItem {}

    /** A file that comes along. */
    record InlineAsset(String fileName, @Nullable String mediaType, String contentBase64)
            implements WireItem {}
}
