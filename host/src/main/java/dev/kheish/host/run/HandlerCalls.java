package dev.kheish.host.run;

import dev.kheish.spi.Egress;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a handler needs that calls a service.
 *
 * @param secret the value in a slot
 * @param ownUrl where this host listens, such as {@code http://127.0.0.1:4000}; known once it does
 */
public record HandlerCalls(
        Egress egress,
        Clock clock,
        Function<String, Optional<String>> secret,
        Supplier<String> ownUrl) {}
