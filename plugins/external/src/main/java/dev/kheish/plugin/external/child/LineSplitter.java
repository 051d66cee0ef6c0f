package dev.kheish.plugin.external.child;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Turns what a program writes into lines, whatever it writes: a line ends with LF, CR or both, is
 * cut at {@link #LONGEST} characters, and has U+FFFD where its bytes are not UTF-8. Holds one line
 * at most. For one thread.
 */
final class LineSplitter extends OutputStream {
    /**
     * What the host shows of a line, and the longest secret beside it: the host cuts after it took
     * secrets out, and would not know one that was cut before.
     */
    static final int LONGEST = 8192 + 64 * 1024;

    private static final int DECODED_AT_ONCE = 8192;

    private final Consumer<String> lines;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final CharBuffer decoded = CharBuffer.allocate(DECODED_AT_ONCE);
    private final StringBuilder line = new StringBuilder();
    private ByteBuffer undecoded = ByteBuffer.allocate(0);
    private boolean skipping;
    private boolean afterReturn;
    private boolean closed;

    LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void write(int each) {
        write(new byte[] {(byte) each}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        ByteBuffer input = ByteBuffer.allocate(undecoded.remaining() + length);
        input.put(undecoded).put(bytes, offset, length).flip();
        decode(input, false);
        undecoded = input; // the beginning of a character, at most
    }

    /** Gives away a last line that has no end. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        decode(undecoded, true);
        decoder.flush(decoded);
        take();
        if (!line.isEmpty()) {
            end();
        }
    }

    private void decode(ByteBuffer input, boolean last) {
        while (decoder.decode(input, decoded, last).isOverflow()) {
            take();
        }
        take();
    }

    private void take() {
        decoded.flip();
        while (decoded.hasRemaining()) {
            take(decoded.get());
        }
        decoded.clear();
    }

    private void take(char each) {
        boolean secondOfTwo = afterReturn && each == '\n';
        afterReturn = each == '\r';
        if (secondOfTwo) {
            return;
        }
        if (each == '\n' || each == '\r') {
            if (!skipping) {
                end();
            }
            skipping = false;
        } else if (!skipping) {
            append(each);
        }
    }

    private void append(char each) {
        boolean halfAtTheEnd = line.length() == LONGEST - 1 && Character.isHighSurrogate(each);
        if (!halfAtTheEnd) {
            line.append(each);
        }
        if (halfAtTheEnd || line.length() == LONGEST) {
            end();
            skipping = true;
        }
    }

    private void end() {
        String text = line.toString();
        line.setLength(0);
        lines.accept(text);
    }
}
