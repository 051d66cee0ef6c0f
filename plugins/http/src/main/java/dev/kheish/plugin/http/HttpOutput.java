package dev.kheish.plugin.http;

import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Egress;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;
import dev.kheish.spi.Evidence;
import dev.kheish.spi.KindContext;
import dev.kheish.spi.Output;
import dev.kheish.spi.RetryAfter;
import dev.kheish.spi.TargetException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Posts answers to URLs, one request for each attempt. Safe for use by many threads. */
final class HttpOutput implements Output {
    private static final int SHOWN_ANSWER = 1024;
    private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(1);

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    private final Egress egress;
    private final RouteReader routes;
    private final DeliveryBody bodies;
    private final RetryAfter retryAfter;

    HttpOutput(KindContext context, RouteReader routes) {
        this.egress = context.egress();
        this.routes = routes;
        this.bodies = new DeliveryBody(context.json());
        this.retryAfter = new RetryAfter(context.clock());
    }

    @Override
    public DeliveryResult deliver(Delivery delivery) throws InterruptedException {
        HttpReplyRoute route;
        try {
            route = routes.read(delivery.target().address(), delivery.target().origin());
        } catch (TargetException e) {
            return DeliveryResult.rejected(e.getMessage());
        }
        try {
            return result(egress.send(request(delivery, route)));
        } catch (EgressException e) {
            return failure(e);
        }
    }

    private EgressRequest request(Delivery delivery, HttpReplyRoute route) {
        byte[] body = bodies.of(delivery).toString().getBytes(StandardCharsets.UTF_8);
        EgressRequest request =
                EgressRequest.post(route.url(), "application/json", body)
                        .withHeader(IdempotencyKey.HEADER, delivery.idempotencyKey())
                        .withResponseCutAt(SHOWN_ANSWER);
        for (var header : route.headers().entrySet()) {
            request = request.withHeader(header.getKey(), header.getValue());
        }
        return route.allowPrivateNetwork() ? request.allowingPrivateNetwork() : request;
    }

    private DeliveryResult result(EgressResponse response) {
        int status = response.status();
        Evidence evidence = evidence(response);
        if (status >= 200 && status < 300) {
            return DeliveryResult.delivered(evidence);
        }
        String reason = "The target answered HTTP " + status + ".";
        Optional<Duration> wait = retryAfter.of(response);
        if (status == TOO_MANY_REQUESTS) {
            return DeliveryResult.retryAfter(wait.orElse(DEFAULT_RETRY_AFTER), reason, evidence);
        }
        if (status == SERVICE_UNAVAILABLE && wait.isPresent()) {
            return DeliveryResult.retryAfter(wait.get(), reason, evidence);
        }
        if (status >= 400 && status < 500 && status != REQUEST_TIMEOUT && status != TOO_EARLY) {
            return DeliveryResult.rejected(reason, evidence);
        }
        if (status >= 300 && status < 400) {
            return DeliveryResult.retry(
                    reason + " Redirects are not followed; point the reply target at its end.",
                    evidence);
        }
        return DeliveryResult.retry(reason, evidence);
    }

    private static Evidence evidence(EgressResponse response) {
        Evidence evidence = Evidence.status(response.status());
        return response.body().length == 0
                ? evidence
                : evidence.withAnswer(new String(response.body(), StandardCharsets.UTF_8));
    }

    private static DeliveryResult failure(EgressException e) {
        return switch (e.reason()) {
            case INVALID_URL, BLOCKED_ADDRESS -> DeliveryResult.rejected(e.getMessage());
            default -> DeliveryResult.retry(e.getMessage(), Evidence.transportFailure());
        };
    }
}
