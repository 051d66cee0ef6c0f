package dev.kheish.host.plugin;

import dev.kheish.host.json.StrictJson;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Egress;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;
import dev.kheish.spi.KindContext;
import dev.kheish.spi.MalformedJsonException;
import dev.kheish.spi.Origin;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** The folders of a host below one temporary folder, and what it lends to kinds. */
record TestHost(Path home) {
    static final Clock CLOCK =
            Clock.fixed(Instant.ofEpochMilli(1_700_000_000_000L), ZoneOffset.UTC);

    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(2));

    Path shipped() {
        return home.resolve("distribution/plugins");
    }

    Path dropped() {
        return home.resolve("data/plugins");
    }

    Path staging() {
        return home.resolve("data/staging");
    }

    /** Looks only when asked. */
    Plugins open() {
        return open(null);
    }

    Plugins open(Rescanner.@Nullable Trigger trigger) {
        PluginSettings settings =
                new PluginSettings(
                        List.of(shipped(), dropped()),
                        staging(),
                        Duration.ZERO,
                        Duration.ofMillis(50));
        return Plugins.open(settings, kind -> new Context(), CLOCK, PATIENCE, trigger);
    }

    /** The two looks that a change needs. */
    static void settle(Plugins plugins) {
        plugins.scan();
        plugins.scan();
    }

    static PluginView view(Plugins plugins, String id) {
        return plugins.views().stream()
                .filter(view -> view.id().equals(id))
                .reduce((first, second) -> second)
                .orElseThrow(
                        () -> new AssertionError("No plugin '" + id + "': " + plugins.views()));
    }

    /** Test plugins answer questions in the display of a target. */
    static String ask(Plugins plugins, String kind, String question) throws TargetException {
        try (KindLease lease = plugins.lease(kind).orElseThrow()) {
            return lease.kind().target(question, Origin.OPERATOR).toString();
        }
    }

    /** For connectors that ask for nothing. */
    static ConnectorContext nothingLent() {
        return (ConnectorContext)
                Proxy.newProxyInstance(
                        ConnectorContext.class.getClassLoader(),
                        new Class<?>[] {ConnectorContext.class},
                        (proxy, method, arguments) -> null);
    }

    /** What a test lends to a kind: real but for the network, which it has none of. */
    static final class Context implements KindContext {
        @Override
        public JsonProvider json() {
            return JsonProvider.provider();
        }

        @Override
        public JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException {
            return StrictJson.values(utf8, maxDepth);
        }

        @Override
        public Egress egress() {
            return new Egress() {
                @Override
                public EgressResponse send(EgressRequest request) throws EgressException {
                    throw new EgressException(EgressException.Reason.CONNECT, loaderOfThisThread());
                }

                @Override
                public String checkUrl(String url, boolean allowPrivate) {
                    return loaderOfThisThread();
                }
            };
        }

        @Override
        public Clock clock() {
            return CLOCK;
        }

        @Override
        public System.Logger log() {
            return System.getLogger("test.kind");
        }

        private static String loaderOfThisThread() {
            return String.valueOf(Thread.currentThread().getContextClassLoader().getName());
        }
    }
}
