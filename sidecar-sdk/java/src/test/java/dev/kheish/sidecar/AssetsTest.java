package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.sidecar.FakeHost.Answer;
import dev.kheish.sidecar.FakeHost.Seen;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

final class AssetsTest {
    @TempDir private Path folder;
    private final TestTiming timing = new TestTiming();
    private final byte[] bytes = new byte[200_000];
    private FakeHost host;
    private AssetFetcher fetcher;

    @BeforeEach
    void start() throws Exception {
        new Random(7).nextBytes(bytes);
        host = new FakeHost();
        var door = new Host(URI.create(host.url()), "demo");
        Environment environment = Environment.read(host.environment(), "demo");
        fetcher = new AssetFetcher(door, environment, timing, Duration.ofMinutes(2));
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private static JsonObject descriptor() {
        return JsonObject.empty()
                .with("id", "ast_1")
                .with("media_type", "image/png")
                .with("download_path", "/v1/x/ast_1/raw?token=a");
    }

    private JsonObject announced() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        return descriptor()
                .with("byte_length", bytes.length)
                .with("sha256", HexFormat.of().formatHex(digest));
    }

    /** Serves ranges as the host does, and breaks every answer after {@code most} bytes. */
    private Answer serve(Seen seen, int most) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ETag", "\"abc\"");
        String range = seen.headers().get("range");
        if (range == null || !"\"abc\"".equals(seen.headers().get("if-range"))) {
            return new Answer(200, headers, bytes, Math.min(most, bytes.length));
        }
        int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        headers.put(
                "Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
        return new Answer(206, headers, rest, rest.length <= most ? -1 : most);
    }

    private Path download(JsonObject descriptor) throws Exception {
        Path file = folder.resolve("file.png");
        fetcher.download(Attachment.read(descriptor), file);
        return file;
    }

    private void assertNothingLeft() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void writesAWholeFileWithTheSharedToken() throws Exception {
        host.then(new Answer(200, Map.of(), bytes, -1));

        assertThat(download(announced())).hasBinaryContent(bytes);

        assertThat(host.seen().getFirst().path()).isEqualTo("/v1/x/ast_1/raw?token=a");
        assertThat(host.seen().getFirst().token()).isEqualTo("Bearer t-1");
    }

    @Test
    void goesOnWhereTheConnectionBroke() throws Exception {
        host.otherwise(seen -> serve(seen, 60_000));

        assertThat(download(announced())).hasBinaryContent(bytes);

        assertThat(host.seen()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(host.seen().get(1).headers()).containsEntry("if-range", "\"abc\"");
    }

    @Test
    void noticesABreakEvenIfNoLengthWasAnnounced() throws Exception {
        host.otherwise(seen -> serve(seen, 150_000));

        assertThat(download(descriptor())).hasBinaryContent(bytes);
        assertThat(host.seen()).hasSize(2);
    }

    @Test
    void goesOnWithAHostThatHasNoRanges() throws Exception {
        host.then(new Answer(200, Map.of(), bytes, 90_000))
                .then(new Answer(200, Map.of(), bytes, -1));

        assertThat(download(announced())).hasBinaryContent(bytes);
    }

    @Test
    void repeatsWhatMayPass() throws Exception {
        host.then(503, "{}").then(new Answer(200, Map.of(), bytes, -1));

        assertThat(download(announced())).hasBinaryContent(bytes);
        assertThat(timing.sleeps()).containsExactly(499L);
    }

    @Test
    void takesNothingElseThanWhatWasAnnounced() throws Exception {
        byte[] other = bytes.clone();
        other[100]++;
        host.then(new Answer(200, Map.of(), other, -1))
                .then(new Answer(200, Map.of(), Arrays.copyOf(bytes, 200_001), -1));

        assertThatThrownBy(() -> download(announced()))
                .isInstanceOf(AssetException.class)
                .hasMessage("Attachment ast_1 is not what was announced: its digest differs.");
        assertThatThrownBy(() -> download(announced()))
                .isInstanceOf(AssetException.class)
                .hasMessage("Attachment ast_1 is not what was announced: its length differs.");
        assertNothingLeft();
    }

    @Test
    void refusesAnotherPartThanItAskedFor() throws Exception {
        host.then(new Answer(200, Map.of(), bytes, 90_000))
                .then(new Answer(206, Map.of("Content-Range", "bytes 5-9/200000"), "12345"));

        assertThatThrownBy(() -> download(announced()))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining("another part");
        assertNothingLeft();
    }

    @Test
    void refusesMoreThanSixtyFourMebibytesBeforeAndWhileReading() throws Exception {
        long most = AssetFetcher.MAX_BYTES;

        assertThatThrownBy(() -> download(descriptor().with("byte_length", most + 1)))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining("more than 67108864 bytes");
        assertThat(host.seen()).isEmpty();
        host.then(new Answer(200, Map.of(), new byte[(int) most + 1], 1000));
        assertThatThrownBy(() -> download(descriptor())).isInstanceOf(AssetException.class);
        assertNothingLeft();
    }

    @Test
    void sendsTheTokenNowhereElse() throws Exception {
        JsonObject elsewhere = descriptor().with("download_path", "//evil.example/x");

        assertThatThrownBy(() -> download(elsewhere))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining("not a path at the host");
        assertThat(host.seen()).isEmpty();
        assertNothingLeft();
    }

    @Test
    void saysWhenItIsGone() throws Exception {
        host.then(404, "{\"code\":\"not_found\"}");

        assertThatThrownBy(() -> download(announced()))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining("only while its delivery is under way");
        assertNothingLeft();
    }

    @Test
    void isAStreamToo() throws Exception {
        host.otherwise(seen -> serve(seen, 70_000));

        try (InputStream in = fetcher.open(Attachment.read(announced()))) {
            assertThat(in.read()).isEqualTo(bytes[0] & 0xff);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length));
            assertThat(in.read()).isEqualTo(-1);
        }
    }
}
