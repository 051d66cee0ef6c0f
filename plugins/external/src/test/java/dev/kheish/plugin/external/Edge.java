package dev.kheish.plugin.external;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Route;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.FakeKindContext;
import dev.kheish.testkit.FakeRequest;
import dev.kheish.testkit.MapSettings;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connector {@code demo} of platform {@code chat} without a host around it. */
final class Edge {
    static final String TOKEN = "t-1";

    final FakeContext context = new FakeContext("demo").secret("shared_token", TOKEN);
    final ExternalKind kind = new ExternalKind();
    final MapSettings settings;
    private Optional<Sidecar> behind = Optional.empty();

    Edge() {
        kind.start(new FakeKindContext());
        settings =
                MapSettings.of(kind, "demo")
                        .with("platform", "chat")
                        .with("base_url", "https://sidecar.example")
                        .with("shared_token", true);
    }

    Edge with(String setting, Object value) {
        settings.with(setting, value);
        return this;
    }

    Edge withoutToken() {
        context.forget("shared_token");
        return with("shared_token", false);
    }

    /** A child process instead, as far as the edges see it. */
    Edge behind(Sidecar sidecar) {
        behind = Optional.of(sidecar);
        return with("mode", "child_process").with("base_url", "http://127.0.0.1:9100");
    }

    Connector open() {
        try {
            if (behind.isEmpty()) {
                return kind.open(settings, context);
            }
            var client =
                    new SidecarClient(
                            "http://127.0.0.1:9100", SidecarClient.Reach.OWN_ORIGIN, context);
            return new ExternalConnector(settings, context, behind.get(), client);
        } catch (dev.kheish.spi.ConnectorException e) {
            throw new AssertionError(e);
        }
    }

    Route route(String path) {
        return open().routes().stream()
                .filter(route -> route.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    IngressReply answer(String path, FakeRequest request) {
        try {
            return route(path).handler().handle(request);
        } catch (IngressRefusal e) {
            return e.reply();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    IngressReply post(String path, String body) {
        return answer(
                path,
                FakeRequest.post("/v1/connectors/external/demo" + path, body)
                        .with("Authorization", "Bearer " + TOKEN)
                        .with("Content-Type", "application/json"));
    }

    /** Sends an event with these members beside an id and the instance. */
    IngressReply event(String members) {
        return post("/events", eventJson(members));
    }

    static String eventJson(String members) {
        String rest = members.isEmpty() ? "" : "," + members;
        return "{\"instance_id\":\"i-1\",\"event_id\":\"e-1\"" + rest + "}";
    }

    static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** A child that knows one instance id. */
    static final class FakeSidecar implements Sidecar {
        final List<String> asked = new ArrayList<>();
        Optional<String> givenToken = Optional.empty();
        boolean areKnown = true;
        Readiness readiness = new Readiness.Ready(new Manifest("i-1", true, true, false, false));

        @Override
        public Readiness readiness() {
            return readiness;
        }

        @Override
        public boolean owns(String instanceId) {
            asked.add(instanceId);
            return instanceId.equals("i-1");
        }

        @Override
        public boolean areKnown() {
            return areKnown;
        }

        @Override
        public Optional<String> givenToken() {
            return givenToken;
        }

        @Override
        public ConnectorStatus status() {
            return ConnectorStatus.ok();
        }
    }
}
