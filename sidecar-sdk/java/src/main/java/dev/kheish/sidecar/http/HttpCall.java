package dev.kheish.sidecar.http;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * One call of a client.
 *
 * @param headers as they are to be sent
 * @param body sent as UTF-8; null for none
 * @param timeout for connecting, and again for every piece of the answer
 */
public record HttpCall(
        String method,
        URI uri,
        Map<String, String> headers,
        @Nullable String body,
        Duration timeout) {}
