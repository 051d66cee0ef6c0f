package dev.kheish.host.index;

import dev.kheish.host.store.Store;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Makes one segment of several. Of equal keys the newest row stays. For one thread. */
final class Merge {
    private static final Comparator<SegmentCursor> ORDER =
            (a, b) -> {
                int order = Long.compareUnsigned(a.high(), b.high());
                if (order == 0) {
                    order = Long.compareUnsigned(a.low(), b.low());
                }
                return order != 0 ? order : Long.compare(b.row(), a.row());
            };

    private Merge() {}

    static void into(SegmentWriter writer, Store store, SegmentTable blocks, List<Segment> segments)
            throws InterruptedException {
        PriorityQueue<SegmentCursor> cursors = new PriorityQueue<>(ORDER);
        for (Segment segment : segments) {
            SegmentCursor cursor = new SegmentCursor(store, blocks, segment);
            if (cursor.advance()) {
                cursors.add(cursor);
            }
        }
        long high = 0;
        long low = 0;
        for (SegmentCursor next = cursors.poll(); next != null; next = cursors.poll()) {
            if (next.high() != high || next.low() != low) {
                high = next.high();
                low = next.low();
                writer.add(high, low, next.row());
            }
            if (next.advance()) {
                cursors.add(next);
            }
        }
    }
}
