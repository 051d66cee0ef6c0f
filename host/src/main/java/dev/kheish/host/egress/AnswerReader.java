package dev.kheish.host.egress;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one answer with its body, within a limit. One thread at a time. */
final class AnswerReader {
    private static final Pattern KEEP_ALIVE_SECONDS = Pattern.compile("timeout=(\\d{1,6})");
    private static final Duration KEPT_UNLESS_SAID = Duration.ofDays(1);
    private static final int MAX_INTERIM = 16;
    private static final int MAX_CHUNK_DIGITS = 15;
    private static final long UNKNOWN_LENGTH = -1;

    private final ByteSource source;
    private final EgressOrigin origin;
    private final HeadReader lines;
    private final int limit;
    private final boolean cut;

    /**
     * @param limit the largest body in bytes
     * @param cut whether a longer one is cut there instead of refused
     */
    AnswerReader(ByteSource source, EgressOrigin origin, int limit, boolean cut) {
        this.source = source;
        this.origin = origin;
        this.lines = new HeadReader(source, origin);
        this.limit = Math.max(limit, 0);
        this.cut = cut;
    }

    Answer read() throws IOException, EgressException {
        AnswerHead head = lines.head();
        for (int i = 0; head.isInterim(); i++) {
            if (i == MAX_INTERIM) {
                throw lines.malformed("it announces itself again and again");
            }
            head = lines.head();
        }
        if (head.status() < 200) {
            throw lines.malformed("it switches to another protocol unasked");
        }
        boolean chunked = isChunked(head);
        long length = contentLength(head);
        if (head.isBodiless()) {
            // A peer that announces a body here may send one: nothing more is read from it.
            boolean clean = !chunked && length <= 0;
            return answer(head, new byte[0], clean);
        }
        var body = new ByteArrayOutputStream(Math.clamp(length, 0, 8 * 1024));
        boolean whole = chunked ? readChunks(body) : readPlain(body, length);
        return answer(head, body.toByteArray(), whole && (chunked || length != UNKNOWN_LENGTH));
    }

    private static Answer answer(AnswerHead head, byte[] body, boolean ended) {
        boolean kept =
                ended
                        && head.minorVersion() == 1
                        && head.headers().tokens("Connection").noneMatch("close"::equals);
        return new Answer(head, body, kept ? keptFor(head) : Duration.ZERO);
    }

    /** A second less than the peer says, so that it does not hang up just when we write. */
    private static Duration keptFor(AnswerHead head) {
        Matcher said = KEEP_ALIVE_SECONDS.matcher(head.headers().first("Keep-Alive").orElse(""));
        return said.find()
                ? Duration.ofSeconds(Integer.parseInt(said.group(1)) - 1L)
                : KEPT_UNLESS_SAID;
    }

    private boolean isChunked(AnswerHead head) throws EgressException {
        List<String> codings = head.headers().tokens("Transfer-Encoding").toList();
        if (codings.isEmpty()) {
            return false;
        }
        if (!codings.equals(List.of("chunked")) || head.minorVersion() == 0) {
            throw lines.malformed("its transfer coding is not 'chunked'");
        }
        if (head.headers().contains("Content-Length")) {
            throw lines.malformed("it gives its length in two ways");
        }
        return true;
    }

    private long contentLength(AnswerHead head) throws EgressException {
        List<String> lengths = head.headers().all("Content-Length").distinct().toList();
        if (lengths.isEmpty()) {
            return UNKNOWN_LENGTH;
        }
        String length = lengths.getFirst();
        boolean valid =
                lengths.size() == 1
                        && !length.isEmpty()
                        && length.length() <= 18
                        && length.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!valid) {
            throw lines.malformed("its length is not one number");
        }
        return Long.parseLong(length);
    }

    /** False if there is more, which was left unread. */
    private boolean readPlain(ByteArrayOutputStream body, long length)
            throws IOException, EgressException {
        if (length != UNKNOWN_LENGTH) {
            return readExactly(body, length);
        }
        byte[] part = new byte[8 * 1024];
        for (int count = source.read(part, 0, part.length);
                count >= 0;
                count = source.read(part, 0, part.length)) {
            int room = limit - body.size();
            body.write(part, 0, Math.min(count, room));
            if (count > room) {
                return endEarly();
            }
        }
        return true;
    }

    private boolean readChunks(ByteArrayOutputStream body) throws IOException, EgressException {
        for (long size = chunkSize(); size > 0; size = chunkSize()) {
            if (!readExactly(body, size)) {
                return false;
            }
            if (!lines.line().isEmpty()) {
                throw lines.malformed("a chunk is longer than it says");
            }
        }
        lines.fields();
        return true;
    }

    private long chunkSize() throws IOException, EgressException {
        lines.renewBudget();
        String line = lines.line();
        int end = 0;
        while (end < line.length()
                && Character.digit(line.charAt(end), 16) >= 0
                && line.charAt(end) < 0x80) {
            end++;
        }
        String rest = line.substring(end).stripLeading();
        if (end == 0 || end > MAX_CHUNK_DIGITS || !(rest.isEmpty() || rest.startsWith(";"))) {
            throw lines.malformed("the size of a chunk is not a number");
        }
        return Long.parseLong(line, 0, end, 16);
    }

    /** False if that would be more than allowed: then the body is filled up to the limit. */
    private boolean readExactly(ByteArrayOutputStream body, long length)
            throws IOException, EgressException {
        boolean tooLong = length > limit - body.size();
        if (tooLong && !cut) {
            return endEarly();
        }
        byte[] part = new byte[(int) Math.min(length, 8 * 1024)];
        long left = tooLong ? limit - body.size() : length;
        while (left > 0) {
            int count = source.read(part, 0, (int) Math.min(left, part.length));
            if (count < 0) {
                throw lines.brokenOff();
            }
            body.write(part, 0, count);
            left -= count;
        }
        return !tooLong;
    }

    private boolean endEarly() throws EgressException {
        if (!cut) {
            throw new EgressException(
                    Reason.TOO_LARGE,
                    "The answer from " + origin + " is longer than " + limit + " bytes");
        }
        return false;
    }
}
