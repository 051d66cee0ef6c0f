package dev.kheish.host.ingress;

import dev.kheish.host.index.ReceiptStyle;

class TableEventCommitTest extends EventCommitContract {
    @Override
    ReceiptStyle style() {
        return ReceiptStyle.TABLE;
    }
}
