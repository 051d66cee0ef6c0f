package dev.kheish.sample.irc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Lines of a stream. What is not UTF-8 is read as ISO-8859-1, as old clients write. For one thread.
 */
final class LineReader {
    /** Tags of 8191 bytes and a message of 512; what is longer is nobody's line. */
    private static final int MAX_BYTES = 16 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[8 * 1024];
    private int from;
    private int to;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** The next line that is not empty or too long, without its end; null at the end. */
    @Nullable
    String next() throws IOException {
        for (; ; ) {
            var line = new ByteArrayOutputStream();
            int length = 0;
            int b = read();
            while (b >= 0 && b != '\n' && b != '\r') {
                length++;
                if (length <= MAX_BYTES) {
                    line.write(b);
                }
                b = read();
            }
            if (b < 0) {
                // Without its end a line may be half of one.
                return null;
            }
            if (length > 0 && length <= MAX_BYTES) {
                return text(line.toByteArray());
            }
        }
    }

    private int read() throws IOException {
        if (from == to) {
            int n = in.read(buffer);
            if (n < 0) {
                return -1;
            }
            from = 0;
            to = n;
        }
        return buffer[from++] & 0xff;
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
