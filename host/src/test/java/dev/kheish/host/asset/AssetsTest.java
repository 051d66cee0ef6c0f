package dev.kheish.host.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.host.store.Store;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

class AssetsTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_750_000_000_000L), ZoneOffset.UTC);
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path home;
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
    void givesBackWhatWasStored() throws Exception {
        StoredAsset stored =
                assets.store(assets.prepare(HELLO, "Text/Plain; charset=UTF-8", "../a/b?.txt"));

        StoredAsset found = assets.find(stored.id()).orElseThrow();

        assertThat(found.id()).startsWith("ast_");
        assertThat(found.mediaType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(found.fileName()).isEqualTo("b_.txt");
        assertThat(found.length()).isEqualTo(5);
        assertThat(found.sha256())
                .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        try (InputStream bytes = found.open(1)) {
            assertThat(bytes.readAllBytes()).asString().isEqualTo("ello");
        }
    }

    @Test
    void keepsEqualBytesOnce() throws Exception {
        StoredAsset first = assets.store(assets.prepare(HELLO, null, "a.txt"));
        StoredAsset second = assets.store(assets.prepare(HELLO, "image/png", "b.png"));

        assertThat(second).isNotEqualTo(first);
        assertThat(second.sha256()).isEqualTo(first.sha256());
        assertThat(files()).hasSize(1);
    }

    @Test
    void takesNoMoreThanItsLimitAndLeavesNothingBehind() throws Exception {
        assertThatThrownBy(() -> assets.prepare(new byte[1001], null, null))
                .isInstanceOf(AssetTooLargeException.class)
                .hasMessage("An asset may have at most 1000 bytes");
        assertThatThrownBy(() -> assets.prepare(new ByteArrayInputStream(HELLO), null, null, 4))
                .hasMessage("An asset may have at most 4 bytes");

        assertThat(files()).isEmpty();
        assertThat(assets.prepare(new byte[1000], null, null).length()).isEqualTo(1000);
    }

    @Test
    void leavesNothingBehindWhenTheBytesEndInAnError() throws Exception {
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("gone");
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        throw new IOException("gone");
                    }
                };

        assertThatThrownBy(() -> assets.prepare(broken, null, null, 100)).hasMessage("gone");

        assertThat(files()).isEmpty();
    }

    @Test
    void clearsAtTheStartWhatACrashLeftHalfWritten() throws Exception {
        StoredAsset stored = assets.store(assets.prepare(HELLO, null, null));
        Files.write(home.resolve("assets/tmp/blob-123"), HELLO);

        Assets reopened = Assets.open(store, home.resolve("assets"), CLOCK, 1000);

        assertThat(files()).hasSize(1);
        assertThat(reopened.find(stored.id()).orElseThrow().isIntact()).isTrue();
    }

    @Test
    void writesAgainWhatLiesThereDamaged() throws Exception {
        StoredAsset stored = assets.store(assets.prepare(HELLO, null, null));
        Files.write(files().getFirst(), new byte[] {1});
        assertThat(stored.isIntact()).isFalse();
        assertThatThrownBy(() -> stored.open(0)).hasMessageContaining("damaged");

        assets.prepare(HELLO, null, null);

        assertThat(stored.isIntact()).isTrue();
    }

    @Test
    void findsNothingUnderAGuessedId() throws Exception {
        StoredAsset stored = assets.store(assets.prepare(HELLO, null, null));
        String id = stored.id();
        char last = id.charAt(id.length() - 1);

        assertThat(assets.find(id.substring(0, id.length() - 1) + (last == '0' ? '1' : '0')))
                .isEmpty();
        assertThat(assets.find("")).isEmpty();
        assertThat(assets.find("run_" + id.substring(4))).isEmpty();
    }

    @Test
    void signsAPathForOneAssetAndOneDay() throws Exception {
        StoredAsset stored = assets.store(assets.prepare(HELLO, null, null));
        StoredAsset other = assets.store(assets.prepare(HELLO, null, null));
        String path = assets.signedPath(stored);
        String token = path.substring(path.indexOf('=') + 1);

        assertThat(path).startsWith("/v1/assets/" + stored.id() + "/raw?token=");
        assertThat(assets.isSigned(stored.id(), token)).isTrue();
        assertThat(assets.isSigned(other.id(), token)).isFalse();
        assertThat(assets.isSigned(stored.id(), "z" + token)).isFalse();
        assertThat(assets.isSigned(stored.id(), "")).isFalse();
        assertThat(at(Duration.ofHours(23)).isSigned(stored.id(), token)).isTrue();
        assertThat(at(Duration.ofHours(24)).isSigned(stored.id(), token)).isFalse();
    }

    @Test
    void namesBytesByTheirBeginningWhereNothingIsDeclared() throws Exception {
        assertThat(
                        assets.prepare(
                                        "%PDF-1.7".getBytes(StandardCharsets.UTF_8),
                                        "nonsense",
                                        null)
                                .mediaType())
                .isEqualTo("application/pdf");
        assertThat(assets.prepare(HELLO, null, null).mediaType())
                .isEqualTo("application/octet-stream");
        assertThat(assets.prepare(new byte[0], "text/x\r\nSet-Cookie: a=b", null).mediaType())
                .isEqualTo("application/octet-stream");
    }

    @Test
    void makesNamesSafe() {
        assertThat(FileName.clean("C:\\dir\\r.pdf")).hasValue("r.pdf");
        assertThat(FileName.clean("a\r\nb\"c.txt")).hasValue("a__b_c.txt");
        assertThat(FileName.clean("\u202egnp.exe")).hasValue("_gnp.exe");
        assertThat(FileName.clean("Grüße 😀.txt")).hasValue("Grüße 😀.txt");
        assertThat(FileName.clean("x".repeat(500)).orElseThrow()).hasSize(180);
        assertThat(FileName.clean("..")).isEmpty();
        assertThat(FileName.clean("a/")).isEmpty();
        assertThat(FileName.clean(null)).isEmpty();
    }

    @Test
    void inventsANameWhereNoneWasGiven() throws Exception {
        StoredAsset stored = assets.store(assets.prepare(HELLO, "text/plain;charset=utf-8", null));

        assertThat(stored.givenName()).isEmpty();
        assertThat(stored.fileName()).isEqualTo(stored.id() + ".txt");
    }

    private Assets at(Duration later) throws Exception {
        return Assets.open(store, home.resolve("assets"), Clock.offset(CLOCK, later), 1000);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> tree = Files.walk(home.resolve("assets"))) {
            return tree.filter(Files::isRegularFile).toList();
        }
    }
}
