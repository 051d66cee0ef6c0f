package dev.kheish.sidecar;

/**
 * Answers requests of the platform (webhooks). Called in a virtual thread, by several at once.
 *
 * <p>Nobody has been checked before: who may call is the handler's to decide.
 */
@FunctionalInterface
public interface RouteHandler {
    /**
     * Answers one request.
     *
     * @throws JsonException if the body is not of the right shape: the caller gets 400
     * @throws Exception for anything that nobody planned: the caller gets 500 without a word of it
     */
    Response handle(RouteRequest request, Sidecar sidecar) throws Exception;
}
