package dev.kheish.host.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressException.Reason;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

final class AnswerReaderTest {
    private static final EgressOrigin ORIGIN = new EgressOrigin(Scheme.HTTPS, "peer.example", 443);

    @Test
    void readsABodyOfGivenLength() throws Exception {
        Answer answer =
                read(
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: \t one \r\nx-a: two\r\n\r\nhello");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).asString().isEqualTo("hello");
        assertThat(answer.header("X-a")).contains("one");
        assertThat(answer.header("absent")).isEmpty();
        assertThat(answer.leavesConnectionUsable()).isTrue();
    }

    @Test
    void readsChunksWithExtensionsAndTrailers() throws Exception {
        Answer answer =
                read(
                        "HTTP/1.1 200 \r\nTransfer-Encoding: Chunked\r\n\r\n2;a=b\r\nhe\r\n00003 ;x\r\nllo\r\n0\r\nX-T: 1\r\n\r\n");

        assertThat(answer.body()).asString().isEqualTo("hello");
        assertThat(answer.header("X-T")).isEmpty();
        assertThat(answer.leavesConnectionUsable()).isTrue();
    }

    @Test
    void readsABodyThatEndsWithTheConnection() throws Exception {
        Answer answer = read("HTTP/1.0 200 OK\r\n\r\nhello");

        assertThat(answer.body()).asString().isEqualTo("hello");
        assertThat(answer.leavesConnectionUsable()).isFalse();
    }

    @Test
    void skipsAnswersThatAnnounceTheRealOne() throws Exception {
        Answer answer =
                read(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Link")).isEmpty();
        assertThat(answer.leavesConnectionUsable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\n",
            })
    void keepsNoConnectionThatThePeerMightCloseOrWriteOn(String text) throws Exception {
        assertThat(read(text).leavesConnectionUsable()).isFalse();
    }

    @Test
    void heedsHowLongThePeerKeepsAConnection() throws Exception {
        Answer answer =
                read(
                        "HTTP/1.1 200 OK\r\nKeep-Alive: max=9, timeout=5\r\nContent-Length: 0\r\n\r\n");

        assertThat(answer.keptFor()).isEqualTo(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\na",
                "HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\na",
                "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n",
                "HTTP/1.1 200 OK\r\n X: a\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: empty\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                "HTTP/1.1 099 Low\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n",
            })
    void refusesWhatBreaksOffOrIsNotProper(String text) {
        assertThatThrownBy(() -> read(text))
                .asInstanceOf(InstanceOfAssertFactories.type(EgressException.class))
                .extracting(EgressException::reason)
                .isEqualTo(Reason.PROTOCOL);
    }

    @Test
    void refusesABodyBeyondTheLimit() {
        assertTooLarge("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n");
        assertTooLarge("HTTP/1.1 200 OK\r\n\r\n01234567890");
        assertTooLarge("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n5\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n01234567890",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n0123456789",
                "HTTP/1.1 200 OK\r\n\r\n01234567890",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n5\r\n67890",
            })
    void cutsABodyBeyondTheLimitIfAsked(String text) throws Exception {
        Answer answer = read(text, 10, true);

        assertThat(answer.body()).asString().isEqualTo("0123456789");
        assertThat(answer.leavesConnectionUsable()).isFalse();
    }

    @Test
    void takesABodyOfJustTheLimit() throws Exception {
        Answer plain = read("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789", 10, true);
        Answer chunked =
                read(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n",
                        10,
                        false);

        assertThat(plain.leavesConnectionUsable()).isTrue();
        assertThat(chunked.body()).hasSize(10);
    }

    @Test
    void refusesAHeadWithoutEnd() {
        var endless =
                new SequenceInputStream(
                        bytes("HTTP/1.1 200 OK\r\n"), bytes("X: 1\r\n".repeat(20_000)));

        assertThatThrownBy(() -> new AnswerReader(new ByteSource(endless), ORIGIN, 10, true).read())
                .hasMessageContaining("longer than 64 KiB")
                .hasMessageContaining("https://peer.example:443");
    }

    @Test
    void refusesAnnouncementsWithoutEnd() {
        assertThatThrownBy(() -> read("HTTP/1.1 100 Continue\r\n\r\n".repeat(100)))
                .hasMessageContaining("again and again");
    }

    private static void assertTooLarge(String text) {
        assertThatThrownBy(() -> read(text, 10, false))
                .asInstanceOf(InstanceOfAssertFactories.type(EgressException.class))
                .extracting(EgressException::reason)
                .isEqualTo(Reason.TOO_LARGE);
    }

    private static Answer read(String text) throws IOException, EgressException {
        return read(text, 1_000, false);
    }

    private static Answer read(String text, int limit, boolean cut)
            throws IOException, EgressException {
        return new AnswerReader(new ByteSource(bytes(text)), ORIGIN, limit, cut).read();
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
