package dev.kheish.spi;

/** Answers requests on one {@link Route}. Called from many virtual threads; may block. */
@FunctionalInterface
public interface RouteHandler {
    /**
     * Answers one request.
     *
     * @throws IngressRefusal to answer from deep inside; the host's own come from {@link
     *     IngressRequest#body} and must be let through
     * @throws InterruptedException when the host stops; the caller gets 503
     */
    IngressReply handle(IngressRequest request) throws InterruptedException;
}
