package dev.kheish.host.asset;

import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Reader;
import dev.kheish.host.store.Row;
import dev.kheish.host.store.RowId;
import dev.kheish.host.store.Sequence;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Files that go with runs and outputs. Bytes are stored first, then their row in the commit that
 * needs them, so a row never lacks its bytes. Safe for use by many threads.
 */
public final class Assets {
    /** How large an asset may be unless configured otherwise. */
    public static final long DEFAULT_LIMIT = 12L * 1024 * 1024;

    /** How large it may be at most, however configured. */
    public static final long HIGHEST_LIMIT = 64L * 1024 * 1024;

    private static final String COLUMNS =
            "select seq, nonce, created_ms, digest, length, media_type, file_name";

    // Noted this often at most, so that an asset which every event names costs no write each.
    private static final long NOTED_MS = Duration.ofMinutes(15).toMillis();

    private final Store store;
    private final BlobFolder blobs;
    private final DownloadTokens tokens;
    private final Clock clock;
    private final long limit;

    private Assets(Store store, BlobFolder blobs, DownloadTokens tokens, Clock clock, long limit) {
        this.store = store;
        this.blobs = blobs;
        this.tokens = tokens;
        this.clock = clock;
        this.limit = limit;
    }

    /**
     * Opens the folder of bytes, making it if need be, and clears what a crash left half written.
     *
     * @param limit how many bytes an asset may have, 1 to {@link #HIGHEST_LIMIT}
     */
    public static Assets open(Store store, Path folder, Clock clock, long limit)
            throws IOException, InterruptedException {
        if (limit < 1 || limit > HIGHEST_LIMIT) {
            throw new IllegalArgumentException(
                    "The limit of an asset must be 1 to " + HIGHEST_LIMIT + " bytes");
        }
        return new Assets(
                store, BlobFolder.open(folder), DownloadTokens.open(store, clock), clock, limit);
    }

    /** How many bytes an asset may have. */
    public long limit() {
        return limit;
    }

    /**
     * Writes bytes to disk, flushed, to be given a row with {@link #add}. Not for the writer
     * thread.
     *
     * @param mediaType as declared; the bytes decide where it is null or senseless
     * @param fileName as given by whoever sends it; made safe here
     * @param atMost a limit of the caller's own; {@link #limit} holds beside it
     * @throws AssetTooLargeException beyond either limit
     */
    public PreparedBlob prepare(
            InputStream bytes, @Nullable String mediaType, @Nullable String fileName, long atMost)
            throws IOException {
        BlobFolder.Written written = blobs.write(bytes, Math.min(limit, atMost));
        return new PreparedBlob(
                written.digest(),
                written.length(),
                MediaType.of(mediaType, written.head()),
                FileName.clean(fileName).orElse(null));
    }

    /** The same for bytes in memory. */
    public PreparedBlob prepare(byte[] bytes, @Nullable String mediaType, @Nullable String fileName)
            throws IOException {
        return prepare(new ByteArrayInputStream(bytes), mediaType, fileName, limit);
    }

    /** Gives prepared bytes their row in the current commit. */
    public StoredAsset add(Tx tx, PreparedBlob blob) {
        RowId id = RowId.of(clock.millis(), tx.next(Sequence.ASSET));
        byte[] digest = HexFormat.of().parseHex(blob.digest());
        if (!AssetSlice.hasRow(tx, digest)) {
            tx.update("update asset_total set bytes = bytes + ?", blob.length());
        }
        tx.update(
                "insert into asset (seq, nonce, created_ms, digest, length, media_type, file_name)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                id.seq(),
                id.nonce(),
                id.atMs(),
                digest,
                blob.length(),
                blob.mediaType(),
                blob.fileName());
        return new StoredAsset(id, blob, blobs.path(blob.digest()));
    }

    /** Adds in a commit of its own. */
    public StoredAsset store(PreparedBlob blob) throws InterruptedException {
        return store.write(tx -> add(tx, blob));
    }

    /** Like {@link #store}, but the same bytes of the same type and name are one asset. */
    public StoredAsset storeOnce(PreparedBlob blob) throws InterruptedException {
        return store.write(tx -> used(tx, same(tx, blob)).orElseGet(() -> add(tx, blob)));
    }

    private Optional<StoredAsset> same(Reader reader, PreparedBlob blob) {
        return reader.one(
                COLUMNS
                        + " from asset where digest = ? and media_type = ?"
                        + " and coalesce(file_name, '') = coalesce(?, '') order by seq limit 1",
                this::asset,
                HexFormat.of().parseHex(blob.digest()),
                blob.mediaType(),
                blob.fileName());
    }

    /** The asset with this id. */
    public Optional<StoredAsset> find(String id) {
        return store.read(reader -> find(reader, id));
    }

    /** The same in a read or a commit that is under way. */
    public Optional<StoredAsset> find(Reader reader, String id) {
        return RowId.parse(StoredAsset.PREFIX, id)
                .flatMap(
                        key ->
                                reader.one(
                                                COLUMNS + " from asset where seq = ?",
                                                this::asset,
                                                key.seq())
                                        .filter(asset -> asset.id().equals(id)));
    }

    /**
     * The asset with this id, for somebody who is about to refer to it: it stays as long as one
     * that was stored now.
     */
    public Optional<StoredAsset> use(String id) {
        Optional<StoredAsset> asset = find(id);
        if (asset.isEmpty() || !isLongUnused(asset.get())) {
            return asset;
        }
        try {
            return store.write(tx -> used(tx, find(tx, id)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while noting that an asset is used", e);
        }
    }

    private boolean isLongUnused(StoredAsset asset) {
        return store.read(
                reader ->
                        reader.number(
                                        "select coalesce(used_ms, created_ms) from asset where seq = ?",
                                        0,
                                        asset.seq())
                                < clock.millis() - NOTED_MS);
    }

    private Optional<StoredAsset> used(Tx tx, Optional<StoredAsset> asset) {
        asset.ifPresent(
                each ->
                        tx.update(
                                "update asset set used_ms = ? where seq = ?",
                                clock.millis(),
                                each.seq()));
        return asset;
    }

    /**
     * Assets that were not used for long, which may go.
     *
     * @param pinned whether something that is not new may yet use an asset
     */
    public Slice slice(BiPredicate<Reader, String> pinned) {
        return new AssetSlice(blobs, pinned::test);
    }

    /** Bytes of all that is stored, each blob once. */
    public long bytes() {
        return store.read(reader -> reader.number("select bytes from asset_total", 0));
    }

    /** Assets after row {@code after}, oldest first. */
    public List<StoredAsset> list(Reader reader, long after, int limit) {
        return reader.list(
                COLUMNS + " from asset where seq > ? order by seq limit ?",
                this::asset,
                after,
                limit);
    }

    /** Where anybody may read the asset for the next 24 hours, below the address of this host. */
    public String signedPath(StoredAsset asset) {
        return path(asset) + "?token=" + tokens.sign(asset.id());
    }

    /** Where callers with a token of their own may read it. */
    public static String path(StoredAsset asset) {
        return "/v1/assets/" + asset.id() + "/raw";
    }

    /** Whether {@link #signedPath} gave this token for this asset, not longer ago than 24 hours. */
    public boolean isSigned(String id, String token) {
        return tokens.verifies(id, token);
    }

    private StoredAsset asset(Row row) {
        String digest = HexFormat.of().formatHex(row.bytes(4));
        PreparedBlob blob =
                new PreparedBlob(digest, row.integer(5), row.text(6), row.textOrNull(7));
        return new StoredAsset(
                new RowId(row.integer(3), row.integer(1), row.integer(2)),
                blob,
                blobs.path(digest));
    }
}
