package dev.kheish.host.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Posts each run to the operator's service, signed; its answer is the output. */
final class CallHandler implements RunHandler {
    private static final int MAX_ANSWER = 4 * 1024 * 1024;
    private static final int ACCEPTED = 202;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    private final HandlerSettings.Call settings;
    private final Handlers.Tools tools;
    private final HandlerAnswers answers;

    CallHandler(HandlerSettings.Call settings, Handlers.Tools tools, HandlerAnswers answers) {
        this.settings = settings;
        this.tools = tools;
        this.answers = answers;
    }

    @Override
    public HandlerResult handle(Claim claim) throws InterruptedException {
        Optional<String> secret = tools.calls().secret().apply(settings.secretRef());
        if (secret.isEmpty()) {
            return failed("The signing secret '" + settings.secretRef() + "' has no value", null);
        }
        try {
            return result(tools.calls().egress().send(request(claim, secret.get())));
        } catch (EgressException e) {
            return failed("The handler's service gave no answer: " + e.getMessage(), null);
        }
    }

    private EgressRequest request(Claim claim, String secret) {
        byte[] body = Json.write(body(claim)).getBytes(StandardCharsets.UTF_8);
        long seconds = tools.calls().clock().millis() / 1000;
        CallSignature signature = CallSignature.of(secret, settings.url(), seconds, body);
        return EgressRequest.post(settings.url(), "application/json", body)
                .withHeader("X-Kheish-Timestamp", signature.timestamp())
                .withHeader("X-Kheish-Signature", signature.value())
                .withHeader(
                        "Idempotency-Key", "kheish:" + claim.run().text() + ":" + claim.attempt())
                .withTimeout(settings.timeout())
                .withResponseLimit(MAX_ANSWER)
                .allowingPrivateNetwork();
    }

    private ObjectNode body(Claim claim) {
        String base = settings.callbackUrl();
        String run =
                (base == null ? tools.calls().ownUrl().get() : base)
                        + "/v1/runs/"
                        + claim.run().text();
        ObjectNode body = Json.object();
        body.set("run", tools.views().claimed(claim));
        return body.put("lease_token", claim.lease().token())
                .put("lease_expires_at_ms", claim.expiresMs())
                .put("attempt", claim.attempt())
                .put("complete_url", run + "/complete")
                .put("fail_url", run + "/fail")
                .put("heartbeat_url", run + "/heartbeat");
    }

    private HandlerResult result(EgressResponse response) {
        int status = response.status();
        if (status == ACCEPTED) {
            return new HandlerResult.Later(settings.asyncTimeout());
        }
        if (status >= 200 && status < 300) {
            return answers.read(response.body());
        }
        String error = "The handler's service answered " + status;
        if (status == 408 || status == 429 || status >= 500) {
            return failed(
                    error, response.header("Retry-After").map(CallHandler::pause).orElse(null));
        }
        return new HandlerResult.Failed(RunFailure.permanent(error));
    }

    /** Seconds only: a date would need the service's clock to be ours. */
    private static @Nullable Duration pause(String retryAfter) {
        return SECONDS.matcher(retryAfter.strip()).matches()
                ? Duration.ofSeconds(Long.parseLong(retryAfter.strip()))
                : null;
    }

    private static HandlerResult failed(String error, @Nullable Duration retryAfter) {
        return new HandlerResult.Failed(new RunFailure(error, true, retryAfter));
    }
}
