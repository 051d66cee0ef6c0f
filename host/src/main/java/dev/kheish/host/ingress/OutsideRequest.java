package dev.kheish.host.ingress;

import dev.kheish.host.web.LocalCaller;
import dev.kheish.host.web.RefusedBodyException;
import dev.kheish.host.web.WholeBody;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.IngressRequest;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request as a kind sees it. For the thread that handles it. */
final class OutsideRequest implements IngressRequest, AutoCloseable {
    private static final Duration WHEN_FULL = Duration.ofSeconds(2);

    private final ServerRequest request;
    private final int bodyLimit;
    private final Map<String, String> parameters;
    private final BodyBudget budget;
    private boolean authenticated;
    private long taken;
    private byte @Nullable [] body;

    OutsideRequest(
            ServerRequest request,
            int bodyLimit,
            Map<String, String> parameters,
            BodyBudget budget) {
        this.request = request;
        this.bodyLimit = bodyLimit;
        this.parameters = parameters;
        this.budget = budget;
    }

    @Override
    public String method() {
        return request.prologue().method().text();
    }

    @Override
    public String rawPathAndQuery() {
        String query = request.query().rawValue();
        String path = request.path().absolute().rawPath();
        return query.isEmpty() ? path : path + "?" + query;
    }

    @Override
    public String pathParameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The route has no parameter {" + name + "}");
        }
        return value;
    }

    @Override
    public Optional<String> queryParameter(String name) {
        return request.query().contains(name)
                ? Optional.of(request.query().get(name))
                : Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
        return request.headers().first(HeaderNames.create(name));
    }

    @Override
    public List<String> headers(String name) {
        HeaderName header = HeaderNames.create(name);
        return request.headers().contains(header)
                ? request.headers().get(header).allValues()
                : List.of();
    }

    @Override
    public String remoteAddress() {
        return request.remotePeer().host();
    }

    @Override
    public boolean isLocal() {
        return isLocal(request);
    }

    /** Whether a caller sits on this machine and no proxy header says otherwise. */
    static boolean isLocal(ServerRequest request) {
        return LocalCaller.made(request);
    }

    @Override
    public void authenticated() {
        authenticated = true;
        giveBack();
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    @Override
    public byte[] body() {
        if (body == null) {
            body = read();
        }
        return body;
    }

    private byte[] read() {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        long announced = request.headers().contentLength().orElse(-1);
        if (announced > bodyLimit) {
            throw tooLarge();
        }
        take(announced < 0 ? bodyLimit : announced);
        try {
            return WholeBody.read(request, bodyLimit);
        } catch (RefusedBodyException e) {
            throw switch (e.reason()) {
                case TOO_LARGE -> tooLarge();
                case LATE -> late();
                case TORN -> torn();
            };
        }
    }

    private void take(long bytes) {
        if (authenticated) {
            return;
        }
        if (!budget.take(bytes)) {
            throw new IngressRefusal(
                    IngressReply.unavailable(
                            "overloaded",
                            "Too many bodies of callers who have not proved who they are are under way; send it again.",
                            WHEN_FULL));
        }
        taken = bytes;
    }

    private void giveBack() {
        budget.giveBack(taken);
        taken = 0;
    }

    private IngressRefusal tooLarge() {
        return new IngressRefusal(
                IngressReply.problem(
                        413,
                        "payload_too_large",
                        "The body is larger than the "
                                + bodyLimit
                                + " bytes that this route takes."));
    }

    private static IngressRefusal late() {
        return new IngressRefusal(
                IngressReply.problem(408, "request_timeout", "The body did not arrive in time."));
    }

    private static IngressRefusal torn() {
        return new IngressRefusal(IngressReply.badRequest("The body did not arrive whole."));
    }

    @Override
    public void close() {
        giveBack();
    }
}
