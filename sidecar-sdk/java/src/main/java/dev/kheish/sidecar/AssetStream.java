package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpAnswer;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * The bytes of an attachment. Where the connection breaks it goes on with another one; at the end
 * length and digest are compared with what was announced. For one thread.
 */
final class AssetStream extends InputStream {
    private final AssetFetcher fetcher;
    private final Attachment attachment;
    private final Persistence persistence;
    private final MessageDigest digest;
    private @Nullable HttpAnswer answer;
    private @Nullable String etag;
    private long at;

    /** Where the connection's answer ends; 0 if it does not say. */
    private long end;

    private boolean ended;

    AssetStream(AssetFetcher fetcher, Attachment attachment, Persistence persistence) {
        this.fetcher = fetcher;
        this.attachment = attachment;
        this.persistence = persistence;
        this.digest = sha256();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        for (; ; ) {
            try {
                int n = opened().body().read(target, offset, length);
                if (n >= 0) {
                    count(target, offset, n);
                    return n;
                }
                if (complete()) {
                    finish();
                    return -1;
                }
                pause("the connection ended too early", OptionalLong.empty());
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                pause(EventSender.lost(e), OptionalLong.empty());
            }
        }
    }

    private void count(byte[] target, int offset, int n) {
        digest.update(target, offset, n);
        at += n;
        persistence.progress();
        AssetFetcher.refuseTooLong(attachment, at);
    }

    private boolean complete() {
        return at >= end && at >= attachment.byteLength().orElse(0);
    }

    private void finish() {
        ended = true;
        OptionalLong length = attachment.byteLength();
        String wanted = attachment.sha256().orElse(null);
        boolean sameLength = length.isEmpty() || length.getAsLong() == at;
        boolean sameDigest =
                wanted == null
                        || wanted.equalsIgnoreCase(HexFormat.of().formatHex(digest.digest()));
        if (!sameLength || !sameDigest) {
            throw new AssetException(
                    attachment.id(),
                    "Attachment "
                            + attachment.id()
                            + " is not what was announced: its "
                            + (sameLength ? "digest" : "length")
                            + " differs.");
        }
    }

    /** The answer that stands where reading goes on. */
    private HttpAnswer opened() throws IOException {
        HttpAnswer open = answer;
        while (open == null) {
            HttpAnswer fetched = fetcher.fetch(attachment, at, etag);
            if (Reading.isTransient(fetched.status())) {
                Reading.Again again = fetcher.again(fetched);
                fetched.close();
                pause(again.why(), again.afterMillis());
                continue;
            }
            fetcher.refuseUseless(attachment, at, fetched);
            answer = fetched;
            open = fetched;
            stand(fetched);
        }
        return open;
    }

    /** Brings a new answer to the byte where the last one broke off. */
    private void stand(HttpAnswer fetched) throws IOException {
        if (etag == null) {
            etag = fetched.header("etag");
        }
        OptionalLong length = AssetFetcher.contentLength(fetched);
        boolean part = fetched.status() == 206;
        end = length.isEmpty() ? 0 : length.getAsLong() + (part ? at : 0);
        AssetFetcher.refuseTooLong(attachment, end);
        if (at == 0 || part) {
            return;
        }
        // A whole one although a part was asked for: a host without ranges, or another content,
        // which the digest will tell.
        fetched.body().skipNBytes(at);
    }

    private void pause(String why, OptionalLong after) throws InterruptedIOException {
        closeAnswer();
        try {
            persistence.pause(after, why, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the host.");
        }
    }

    private void closeAnswer() {
        HttpAnswer open = answer;
        answer = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is broken already, which is why it is being closed.
                return;
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        closeAnswer();
    }
}
