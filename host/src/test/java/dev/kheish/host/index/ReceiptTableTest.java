package dev.kheish.host.index;

class ReceiptTableTest extends ReceiptsContract {
    @Override
    Receipts openReceipts() throws InterruptedException {
        return ReceiptTable.open(store);
    }
}
