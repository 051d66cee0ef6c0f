package dev.kheish.host.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.EgressException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

final class AnswerReaderPropertyTest {
    private static final EgressOrigin ORIGIN = new EgressOrigin(Scheme.HTTP, "peer.example", 80);

    @Property
    void readsBackAnyBodyHoweverItIsCutIntoChunksAndPackets(
            @ForAll @Size(max = 20_000) byte[] body, @ForAll Random random) throws Exception {
        var packets = new InPieces(chunked(body, random), random);
        var source = new ByteSource(packets);

        Answer first = reader(source, body.length).read();
        Answer second = reader(source, body.length).read();

        assertThat(first.body()).isEqualTo(body);
        assertThat(second.status()).isEqualTo(404);
    }

    @Property
    void throwsNothingButItsOwnExceptionWhateverComes(@ForAll @Size(max = 400) byte[] bytes)
            throws IOException {
        readOrRefuse(bytes);
    }

    @Property
    void throwsNothingButItsOwnExceptionWhereverAProperAnswerIsDamaged(
            @ForAll @IntRange(max = 120) int at, @ForAll byte damage, @ForAll Random random)
            throws IOException {
        byte[] bytes = chunked("some text".getBytes(StandardCharsets.US_ASCII), random);
        bytes[at % bytes.length] = damage;

        readOrRefuse(bytes);
    }

    private static void readOrRefuse(byte[] bytes) throws IOException {
        try {
            Answer answer = reader(new ByteSource(new ByteArrayInputStream(bytes)), 100).read();

            assertThat(answer.status()).isBetween(200, 999);
            assertThat(answer.body()).hasSizeLessThanOrEqualTo(100);
        } catch (EgressException e) {
            assertThat(e.reason())
                    .isIn(EgressException.Reason.PROTOCOL, EgressException.Reason.TOO_LARGE);
        }
    }

    private static AnswerReader reader(ByteSource source, int limit) {
        return new AnswerReader(source, ORIGIN, limit, false);
    }

    private static byte[] chunked(byte[] body, Random random) {
        var wire = new ByteArrayOutputStream();
        wire.writeBytes(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        for (int from = 0; from < body.length; ) {
            int size = 1 + random.nextInt(body.length - from);
            wire.writeBytes(ascii(Integer.toHexString(size) + "\r\n"));
            wire.write(body, from, size);
            wire.writeBytes(ascii("\r\n"));
            from += size;
        }
        wire.writeBytes(ascii("0\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
        return wire.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Hands out its bytes in reads of any size, as a network does. */
    private static final class InPieces extends InputStream {
        private final InputStream bytes;
        private final Random random;

        InPieces(byte[] bytes, Random random) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.random = random;
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return bytes.read(target, offset, 1 + random.nextInt(length));
        }
    }
}
