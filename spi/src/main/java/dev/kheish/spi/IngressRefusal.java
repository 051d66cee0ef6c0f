package dev.kheish.spi;

import java.util.Objects;

/**
 * Ends a request with a reply, from however deep inside a handler. Not a failure: nothing is
 * logged.
 */
public final class IngressRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient IngressReply reply;

    /** Answers the request with {@code reply}. */
    public IngressRefusal(IngressReply reply) {
        super(
                null, null, false,
                false); // control flow: a stack trace for each bad request costs too much
        this.reply = Objects.requireNonNull(reply, "reply");
    }

    /** What the caller gets. */
    public IngressReply reply() {
        return reply;
    }
}
