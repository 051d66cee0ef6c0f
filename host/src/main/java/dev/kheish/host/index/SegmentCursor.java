package dev.kheish.host.index;

import dev.kheish.host.store.Store;

/** Goes through a segment from its first key to its last, a block in memory. For one thread. */
final class SegmentCursor {
    private final Store store;
    private final SegmentTable blocks;
    private final Segment segment;
    private KeyBlock block = KeyBlock.of(new byte[0]);
    private int nextBlock;
    private int at;

    SegmentCursor(Store store, SegmentTable blocks, Segment segment) {
        this.store = store;
        this.blocks = blocks;
        this.segment = segment;
    }

    /** Goes to the next key; false at the end. */
    boolean advance() {
        if (++at >= block.size()) {
            if (nextBlock == segment.fences().length) {
                return false;
            }
            int number = nextBlock++;
            block =
                    KeyBlock.of(
                            store.read(reader -> blocks.find(reader, segment.number(), number))
                                    .orElseThrow());
            at = 0;
        }
        return true;
    }

    long high() {
        return block.high(at);
    }

    long low() {
        return block.low(at);
    }

    long row() {
        return block.row(at);
    }
}
