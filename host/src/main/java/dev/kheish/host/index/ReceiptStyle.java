package dev.kheish.host.index;

import dev.kheish.host.store.Store;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How receipts are found. May be changed from one start to the next: each catches up by itself. */
public enum ReceiptStyle {
    /** In memory and sorted segments: fast. */
    SEGMENTS,
    /** In an ordinary table: simple. */
    TABLE;

    /** Keys in memory: some 6 MiB when the table is full, and a tenth of a second of sorting. */
    public static final int IN_MEMORY = 98_304;

    /** As in the settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All of them, as in the settings. */
    public static List<String> words() {
        return Arrays.stream(values()).map(ReceiptStyle::text).toList();
    }

    /** The one with this {@link #text}. */
    public static ReceiptStyle of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /**
     * Opens the index of a store, bringing it up to date.
     *
     * @param inMemory how many keys wait in memory before they become a segment
     */
    public Receipts open(Store store, int inMemory) throws InterruptedException {
        return switch (this) {
            case SEGMENTS -> SegmentedReceipts.open(store, inMemory);
            case TABLE -> ReceiptTable.open(store);
        };
    }
}
