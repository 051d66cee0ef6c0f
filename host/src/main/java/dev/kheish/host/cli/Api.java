package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Talks to one daemon. Everything but a 2xx is a {@link CommandFailure} that says what to do. */
final class Api implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Connection connection;
    private final HttpClient client;

    Api(Connection connection) {
        this.connection = connection;
        this.client = client(connection.url());
    }

    URI url() {
        return connection.url();
    }

    /** Sends it with the caller's token and reads the whole answer. */
    Reply call(Request request) {
        return call(request, connection.token());
    }

    /** Sends it with another token than the control plane's, or with none. */
    Reply call(Request request, @Nullable String bearer) {
        HttpResponse<byte[]> response = send(http(request, bearer), BodyHandlers.ofByteArray());
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() / 100 != 2) {
            throw Problems.failure(connection, response, text);
        }
        return new Reply(response.statusCode(), document(text), response.headers());
    }

    /** Opens an answer that does not end. The caller closes it. */
    InputStream open(Request request) {
        HttpResponse<InputStream> response =
                send(http(request, connection.token()), BodyHandlers.ofInputStream());
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            throw Problems.failure(connection, response, text);
        } catch (IOException e) {
            throw Problems.broken(connection, e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest http(Request request, @Nullable String bearer) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(connection.url() + request.path()))
                        .timeout(request.timeout())
                        .header("Accept", "application/json, text/event-stream;q=0.9, */*;q=0.1");
        request.headers().forEach(builder::header);
        if (bearer != null) {
            if (bearer.chars().anyMatch(c -> c <= 0x20 || c > 0x7e)) {
                throw CommandFailure.usage(
                        "The token holds blanks or characters that no token has.");
            }
            builder.header("Authorization", "Bearer " + bearer);
        }
        JsonNode body = request.body();
        if (body == null) {
            return builder.method(request.method(), BodyPublishers.noBody()).build();
        }
        builder.header("Content-Type", "application/json");
        return builder.method(request.method(), BodyPublishers.ofString(body.toString())).build();
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (HttpConnectTimeoutException e) {
            throw Problems.unreachable(connection, e);
        } catch (HttpTimeoutException e) {
            throw Problems.timedOut(connection, request);
        } catch (java.net.ConnectException e) {
            throw Problems.unreachable(connection, e);
        } catch (IOException e) {
            throw Problems.broken(connection, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(Exit.FAILED, "Interrupted.");
        }
    }

    private JsonNode document(String text) {
        if (text.isBlank()) {
            return MissingNode.getInstance();
        }
        JsonNode node = Documents.parseOrNull(text);
        if (node == null) {
            throw new CommandFailure(
                    Exit.FAILED,
                    connection.url()
                            + " answered something else than JSON: is it a Kheish daemon?");
        }
        return node;
    }

    private static HttpClient client(URI url) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .connectTimeout(CONNECT);
        if (url.getScheme().equals("http")) {
            builder.sslContext(unused());
        }
        return builder.build();
    }

    // The default context reads all trusted roots, a fifth of a short command's time, for nothing
    // here.
    private static SSLContext unused() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has TLS", e);
        }
    }
}
