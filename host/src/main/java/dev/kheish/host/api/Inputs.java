package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.Receipt;
import dev.kheish.spi.RunRef;

/** Takes inputs that the control plane gives to sessions. */
public interface Inputs {
    /** Commits an input; the receipt is on disk. */
    Receipt submit(InboundEvent event);

    /** The run as its routes show it. */
    JsonNode view(RunRef run);
}
