package dev.kheish.host.egress;

import dev.kheish.spi.EgressResponse;

import java.time.Duration;
import java.util.Optional;

/** A whole answer. */
final class Answer implements EgressResponse {
    private final AnswerHead head;
    private final byte[] body;
    private final Duration keptFor;

    /**
     * @param keptFor how long the peer keeps the connection, zero if it is of no further use
     */
    Answer(AnswerHead head, byte[] body, Duration keptFor) {
        this.head = head;
        this.body = body;
        this.keptFor = keptFor;
    }

    @Override
    public int status() {
        return head.status();
    }

    @Override
    public Optional<String> header(String name) {
        return head.headers().first(name);
    }

    @Override
    public byte[] body() {
        return body;
    }

    Duration keptFor() {
        return keptFor;
    }

    boolean leavesConnectionUsable() {
        return keptFor.isPositive();
    }

    @Override
    public String toString() {
        return "Answer[" + status() + ", " + body.length + " bytes]";
    }
}
