package dev.kheish.plugin.external;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;
import dev.kheish.spi.MalformedJsonException;

import jakarta.json.JsonValue;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Speaks runtime protocol 1 to the sidecar of one connector. The shared token is asked of the host
 * for each call, so that a rotated one counts at once. Safe for use by many threads.
 */
public final class SidecarClient {
    /** How long a manifest or a health may take. */
    public static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);

    /** How long a delivery may take unless the operator says otherwise. */
    public static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(15);

    static final String VERSION_HEADER = "X-Kheish-External-Protocol-Version";
    static final int ANSWER_LIMIT = 64 * 1024;

    private static final String VERSION = "1";
    private static final int ANSWER_DEPTH = 16;
    private static final int OK = 200;

    /** How far from the public network a sidecar may be. */
    public enum Reach {
        /** At a public address. */
        PUBLIC,
        /** Anywhere, because the operator allows it. */
        PRIVATE,
        /** On this machine, at its base URL and nowhere else. */
        OWN_ORIGIN
    }

    private final String baseUrl;
    private final Reach reach;
    private final ConnectorContext context;
    private final Supplier<Optional<String>> token;

    /** Shows the shared token as it is at each call. */
    SidecarClient(String baseUrl, Reach reach, ConnectorContext context) {
        this(baseUrl, reach, context, () -> context.secret(ExternalSettings.SHARED_TOKEN));
    }

    /**
     * @param baseUrl checked, without a slash, query or fragment at its end
     * @param token asked at each call for what it shows
     */
    public SidecarClient(
            String baseUrl,
            Reach reach,
            ConnectorContext context,
            Supplier<Optional<String>> token) {
        this.baseUrl = baseUrl;
        this.reach = reach;
        this.context = context;
        this.token = token;
    }

    /** Asks who it is. */
    public Manifest manifest() throws SidecarException, InterruptedException {
        return Manifest.read(probe("manifest"));
    }

    /** Asks how it is doing. */
    public Health health() throws SidecarException, InterruptedException {
        return Health.read(probe("health"));
    }

    /**
     * Hands over one delivery.
     *
     * @param body JSON in UTF-8
     * @return the answer, whatever its status; at most 64 KiB
     * @throws SidecarException if nothing could be sent
     */
    EgressResponse deliver(byte[] body, String idempotencyKey, Duration timeout)
            throws EgressException, SidecarException, InterruptedException {
        EgressRequest request =
                EgressRequest.post(baseUrl + "/deliver", "application/json", body)
                        .withHeader("Idempotency-Key", idempotencyKey)
                        .withHeader(VERSION_HEADER, VERSION)
                        .withTimeout(timeout);
        return send(request);
    }

    private JsonValue probe(String what) throws SidecarException, InterruptedException {
        EgressResponse answer;
        try {
            answer = send(EgressRequest.get(baseUrl + "/" + what).withTimeout(PROBE_TIMEOUT));
        } catch (EgressException e) {
            throw new SidecarException(reason(e), Unreached.text("GET /" + what, e));
        }
        if (answer.status() != OK) {
            throw SidecarException.refused(
                    answer.status(),
                    "The sidecar answers GET /%s with HTTP %d%s."
                            .formatted(what, answer.status(), hint(answer.status())));
        }
        try {
            return context.parse(answer.body(), ANSWER_DEPTH);
        } catch (MalformedJsonException e) {
            throw new SidecarException(
                    SidecarException.Reason.UNREADABLE,
                    "The sidecar's answer to GET /%s cannot be read. %s"
                            .formatted(what, e.getMessage()));
        }
    }

    private static SidecarException.Reason reason(EgressException e) {
        return switch (e.reason()) {
            case TOO_LARGE -> SidecarException.Reason.UNREADABLE;
            case INVALID_URL, BLOCKED_ADDRESS -> SidecarException.Reason.BLOCKED;
            default -> SidecarException.Reason.NO_ANSWER;
        };
    }

    private static String hint(int status) {
        return switch (status) {
            case 401, 403 -> ": it wants another token than shared_token; make both equal";
            case 404 -> ": no sidecar of this protocol is there; check base_url";
            default -> "";
        };
    }

    private EgressResponse send(EgressRequest bare)
            throws EgressException, SidecarException, InterruptedException {
        Optional<String> shown = token.get();
        EgressRequest request = bare.withResponseLimit(ANSWER_LIMIT);
        if (shown.isPresent()) {
            checkSendable(shown.get());
            request = request.withHeader("Authorization", "Bearer " + shown.get());
        }
        return context.egress()
                .send(
                        switch (reach) {
                            case PUBLIC -> request;
                            case PRIVATE -> request.allowingPrivateNetwork();
                            case OWN_ORIGIN -> request.trusting(baseUrl);
                        });
    }

    private static void checkSendable(String token) throws SidecarException {
        if (!token.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new SidecarException(
                    SidecarException.Reason.BLOCKED,
                    "The shared_token holds a character that no header can carry; make one of ASCII"
                            + " letters, digits and punctuation.");
        }
    }
}
