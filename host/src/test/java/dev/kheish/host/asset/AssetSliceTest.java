package dev.kheish.host.asset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.retention.Slice;
import dev.kheish.host.store.Store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

class AssetSliceTest {
    private static final long NOW = 1_750_000_000_000L;
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);

    @TempDir private Path home;
    private final Set<String> pinned = new HashSet<>();
    private Store store;
    private Assets assets;

    @BeforeEach
    void open() throws Exception {
        store = Store.open(home.resolve("kheish.db"));
        assets = Assets.open(store, home.resolve("assets"), CLOCK, 1000);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aBlobGoesWithTheLastOfItsRows() throws Exception {
        StoredAsset one = store("same bytes", "one.txt");
        StoredAsset two = store("same bytes", "two.txt");
        forgetWhoWrote();

        assertThat(assets.bytes()).isEqualTo(10);
        assertThat(prune(one)).isTrue();
        assertThat(assets.find(two.id()).orElseThrow().isIntact()).isTrue();
        assertThat(assets.bytes()).isEqualTo(10);

        assertThat(prune(two)).isTrue();
        assertThat(blobs()).isZero();
        assertThat(assets.bytes()).isZero();
    }

    @Test
    void aBlobThatSomebodyJustWroteIsNotTakenFromThem() throws Exception {
        StoredAsset old = store("bytes", "old.txt");
        forgetWhoWrote();
        PreparedBlob again = assets.prepare(bytes("bytes"), "text/plain", "new.txt");

        prune(old);
        StoredAsset made = assets.store(again);

        assertThat(made.isIntact()).isTrue();
        forgetWhoWrote();
        assets.slice((_, _) -> false).afterwards(store);
        assertThat(assets.find(made.id()).orElseThrow().isIntact()).isTrue();
        assertThat(doomed()).isZero();
    }

    @Test
    void whatACrashLeftIsDeletedByTheNextLife() throws Exception {
        StoredAsset old = store("bytes", "old.txt");
        forgetWhoWrote();
        store.write(tx -> slice().prune(tx, old.seq(), NOW));
        assertThat(blobs()).isEqualTo(1);

        forgetWhoWrote();
        slice().afterwards(store);

        assertThat(blobs()).isZero();
        assertThat(doomed()).isZero();
    }

    @Test
    void whatIsPinnedOrYoungStays() throws Exception {
        StoredAsset asset = store("bytes", "a.txt");
        pinned.add(asset.id());

        assertThat(prune(asset)).isFalse();

        pinned.clear();
        boolean pruned = store.write(tx -> slice().prune(tx, asset.seq(), NOW - 1));
        assertThat(pruned).isFalse();
        assertThat(assets.find(asset.id())).isPresent();
    }

    private Slice slice() {
        return assets.slice((_, id) -> pinned.contains(id));
    }

    private boolean prune(StoredAsset asset) throws InterruptedException {
        boolean pruned = store.write(tx -> slice().prune(tx, asset.seq(), NOW));
        slice().afterwards(store);
        return pruned;
    }

    private StoredAsset store(String text, String name) throws Exception {
        return assets.store(assets.prepare(bytes(text), "text/plain", name));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Another life: whoever had prepared bytes is gone. */
    private void forgetWhoWrote() throws Exception {
        assets = Assets.open(store, home.resolve("assets"), CLOCK, 1000);
    }

    private long doomed() {
        return store.read(reader -> reader.number("select count(*) from blob_doomed", 0));
    }

    private long blobs() throws Exception {
        try (Stream<Path> files = Files.walk(home.resolve("assets"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
