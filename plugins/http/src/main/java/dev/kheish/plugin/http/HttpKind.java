package dev.kheish.plugin.http;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.KindContext;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Output;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonObject;

import java.util.List;
import java.util.Optional;

/** Events come in as JSON posts; answers go out as JSON posts. Safe for use by many threads. */
public final class HttpKind implements ConnectorKind {
    static final String NAME = "http";

    private volatile @Nullable KindContext context;

    /** Found by {@link java.util.ServiceLoader}; does no work. */
    public HttpKind() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<SettingSpec> settings() {
        return HttpSettings.SPECS;
    }

    @Override
    public List<FieldError> validate(Settings settings) {
        return HttpSettings.mistakes(settings);
    }

    @Override
    public void start(KindContext lent) {
        context = lent;
    }

    @Override
    public Connector open(Settings settings, ConnectorContext lent) {
        return new HttpConnector(settings, lent);
    }

    @Override
    public Target target(String address, Origin origin) throws TargetException {
        return routes().read(address, origin).target(origin);
    }

    @Override
    public Target target(JsonObject structured, Origin origin) throws TargetException {
        return routes().read(structured, origin).target(origin);
    }

    @Override
    public Optional<Output> openOutput() {
        return Optional.of(new HttpOutput(started(), routes()));
    }

    private RouteReader routes() {
        KindContext lent = started();
        return new RouteReader(lent.json(), lent.egress());
    }

    private KindContext started() {
        KindContext lent = context;
        if (lent == null) {
            throw new IllegalStateException("The kind http is used before it was started.");
        }
        return lent;
    }
}
