package dev.kheish.plugin.external.child;

import dev.kheish.spi.Egress;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.Optional;

/** Reaches sidecars of this machine over real HTTP. */
final class LoopbackEgress implements Egress, AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public EgressResponse send(EgressRequest request) throws EgressException, InterruptedException {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(request.url())).timeout(request.timeout());
        for (Map.Entry<String, String> header : request.headers()) {
            builder.header(header.getKey(), header.getValue());
        }
        try {
            return response(client.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (HttpTimeoutException e) {
            throw new EgressException(EgressException.Reason.TIMEOUT, "It took too long.");
        } catch (ConnectException e) {
            throw new EgressException(EgressException.Reason.CONNECT, "No connection to it");
        } catch (IOException e) {
            throw new EgressException(EgressException.Reason.PROTOCOL, "It broke: " + e);
        }
    }

    private static EgressResponse response(HttpResponse<byte[]> response) {
        return new EgressResponse() {
            @Override
            public int status() {
                return response.statusCode();
            }

            @Override
            public Optional<String> header(String name) {
                return response.headers().firstValue(name);
            }

            @Override
            public byte[] body() {
                return response.body();
            }
        };
    }

    @Override
    public String checkUrl(String url, boolean allowPrivate) {
        return url;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
