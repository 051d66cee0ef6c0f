package dev.kheish.host.ingress;

import dev.kheish.host.index.ReceiptStyle;

class SegmentEventCommitTest extends EventCommitContract {
    @Override
    ReceiptStyle style() {
        return ReceiptStyle.SEGMENTS;
    }
}
