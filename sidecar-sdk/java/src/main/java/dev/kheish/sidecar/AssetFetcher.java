package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpAnswer;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Fetches attachments of deliveries. Safe for use by many threads. */
final class AssetFetcher {
    static final long MAX_BYTES = 67_108_864;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Host host;
    private final Environment environment;
    private final Timing timing;
    private final Duration patience;

    AssetFetcher(Host host, Environment environment, Timing timing, Duration patience) {
        this.host = host;
        this.environment = environment;
        this.timing = timing;
        this.patience = patience;
    }

    InputStream open(Attachment attachment) {
        if (!DownloadPath.isSafe(attachment.downloadPath())) {
            throw new AssetException(
                    attachment.id(),
                    "Attachment "
                            + attachment.id()
                            + " is not fetched: its download_path is not a path at the host.");
        }
        refuseTooLong(attachment, attachment.byteLength().orElse(0));
        var persistence =
                new Persistence(timing, patience, "Fetching attachment " + attachment.id());
        return new AssetStream(this, attachment, persistence);
    }

    void download(Attachment attachment, Path file) throws IOException, InterruptedException {
        Path whole = file.toAbsolutePath();
        Path folder = whole.getParent();
        Path part = Files.createTempFile(folder == null ? whole : folder, ".download", ".part");
        try (InputStream in = open(attachment)) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(
                    part,
                    whole,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (InterruptedIOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            throw e;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** One answer, from the byte {@code at} on; with {@code etag} only of the same content. */
    HttpAnswer fetch(Attachment attachment, long at, @Nullable String etag) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (at > 0) {
            headers.put("Range", "bytes=" + at + "-");
            // A weak one would make the host send the whole again.
            if (etag != null && !etag.startsWith("W/")) {
                headers.put("If-Range", etag);
            }
        }
        return host.download(
                attachment.downloadPath(), headers, environment.sharedToken(), TIMEOUT);
    }

    Reading.Again again(HttpAnswer answer) {
        return Reading.again(answer, timing.nowMillis());
    }

    /** Lets pass what has the wanted bytes; no repeat mends the others. */
    void refuseUseless(Attachment attachment, long at, HttpAnswer answer) throws IOException {
        String range = answer.header("content-range");
        boolean rightPart =
                answer.status() == 206
                        && at > 0
                        && range != null
                        && range.startsWith("bytes " + at + "-");
        if (answer.status() == 200 || rightPart) {
            return;
        }
        try (answer) {
            if (answer.status() == 404) {
                throw new AssetException(
                        attachment.id(),
                        "Attachment "
                                + attachment.id()
                                + " is gone: the host serves it only while its delivery is under"
                                + " way.");
            }
            if (answer.status() == 206 || answer.status() == 416) {
                throw new AssetException(
                        attachment.id(),
                        "Attachment " + attachment.id() + " came with another part than asked.");
            }
            throw Problem.read(answer.bytes(Reading.MAX_ANSWER_BYTES))
                    .refusal("Fetching an attachment", answer.status(), environment.name());
        }
    }

    static OptionalLong contentLength(HttpAnswer answer) {
        String digits = answer.header("content-length");
        try {
            return digits == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            // Then the end of the stream has to do.
            return OptionalLong.empty();
        }
    }

    static void refuseTooLong(Attachment attachment, long bytes) {
        if (bytes > MAX_BYTES) {
            throw new AssetException(
                    attachment.id(),
                    "Attachment "
                            + attachment.id()
                            + " is not fetched: it has more than "
                            + MAX_BYTES
                            + " bytes.");
        }
    }
}
