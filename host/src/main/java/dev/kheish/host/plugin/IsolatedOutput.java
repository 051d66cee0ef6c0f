package dev.kheish.host.plugin;

import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Output;

/** The only door from the host into an output. Safe for use by many threads. */
final class IsolatedOutput implements Output {
    private final Output output;
    private final Isolation in;

    IsolatedOutput(Output output, Isolation in) {
        this.output = output;
        this.in = in;
    }

    @Override
    public DeliveryResult deliver(Delivery delivery) throws InterruptedException {
        return in.call("deliver", InterruptedException.class, () -> output.deliver(delivery));
    }
}
