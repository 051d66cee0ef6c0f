package dev.kheish.host.asset;

import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Assets that nobody has referred to for long. A blob goes with the last of its rows: its digest is
 * noted in the same transaction, and its file deleted after that, also by the next start.
 */
final class AssetSlice implements Slice {
    private static final int AT_ONCE = 100;

    private final BlobFolder blobs;
    private final Pins pins;

    AssetSlice(BlobFolder blobs, Pins pins) {
        this.blobs = blobs;
        this.pins = pins;
    }

    /** Knows assets that something old may yet use. */
    @FunctionalInterface
    interface Pins {
        boolean isPinned(Reader reader, String assetId);
    }

    @Override
    public String name() {
        return "assets";
    }

    @Override
    public String table() {
        return "asset";
    }

    @Override
    public String madeAt() {
        return "created_ms";
    }

    @Override
    public boolean prune(Tx tx, long seq, long cutMs) {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Old(String id, byte[] digest, long length) {}
        Optional<Old> found =
                tx.one(
                        "select created_ms, nonce, digest, length from asset"
                                + " where seq = ? and coalesce(used_ms, created_ms) <= ?",
                        row ->
                                new Old(
                                        new RowId(row.integer(1), seq, row.integer(2))
                                                .text(StoredAsset.PREFIX),
                                        row.bytes(3),
                                        row.integer(4)),
                        seq,
                        cutMs);
        if (found.isEmpty() || pins.isPinned(tx, found.get().id())) {
            return false;
        }
        Old old = found.get();
        tx.update("delete from asset where seq = ?", seq);
        if (!hasRow(tx, old.digest())) {
            tx.update("insert into blob_doomed (digest) values (?)", old.digest());
            tx.update("update asset_total set bytes = bytes - ?", old.length());
        }
        return true;
    }

    static boolean hasRow(Reader reader, byte[] digest) {
        return reader.one("select 1 from asset where digest = ? limit 1", _ -> true, digest)
                .orElse(false);
    }

    @Override
    public void afterwards(Store store) throws InterruptedException {
        List<byte[]> doomed =
                store.read(
                        reader ->
                                reader.list(
                                        "select digest from blob_doomed limit " + AT_ONCE,
                                        row -> row.bytes(1)));
        for (byte[] digest : doomed) {
            if (delete(store, digest)) {
                store.write(tx -> tx.update("delete from blob_doomed where digest = ?", digest));
            }
        }
    }

    /** Whether nothing more is to be done about it. */
    private boolean delete(Store store, byte[] digest) {
        try {
            return blobs.remove(
                    HexFormat.of().formatHex(digest),
                    () -> store.read(reader -> hasRow(reader, digest)));
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to delete a blob that has no asset", e);
        }
    }
}
