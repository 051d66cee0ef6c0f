package dev.kheish.sidecar;

/**
 * Refuses deliveries for good, for sidecars that only take events in. A class and not a lambda, as
 * everything on the way to being ready: the first lambda of a JVM costs milliseconds.
 */
final class NoDeliveries implements DeliveryHandler {
    @Override
    public Outcome deliver(Delivery delivery, Sidecar sidecar) {
        return Outcome.terminal("This sidecar takes events in and delivers nothing.");
    }
}
