package dev.kheish.spi;

/** Delivers to targets of a kind that name no connector. Called from many threads. */
public interface Output {
    /**
     * Delivers one output.
     *
     * @throws InterruptedException when the host stops or the delivery's time is over; the attempt
     *     then counts as a retry
     */
    DeliveryResult deliver(Delivery delivery) throws InterruptedException;
}
