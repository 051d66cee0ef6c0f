package dev.kheish.sidecar;

/** Brings deliveries to the platform. Called in a virtual thread, by several at once. */
@FunctionalInterface
public interface DeliveryHandler {
    /**
     * Delivers. The host waits 15 seconds for the answer, then comes again with the same id; a
     * repeat that meets the first attempt still at work waits for its outcome, and one that comes
     * after {@link Outcome#committed} or {@link Outcome#terminal} gets that outcome without a call.
     *
     * @param delivery what to say and where
     * @param sidecar the sidecar that it came to
     * @return how it ended
     * @throws Exception for anything that nobody planned: the host is told the name of the class,
     *     not the message, and comes again
     */
    Outcome deliver(Delivery delivery, Sidecar sidecar) throws Exception;
}
