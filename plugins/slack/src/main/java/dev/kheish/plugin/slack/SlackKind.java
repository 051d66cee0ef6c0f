package dev.kheish.plugin.slack;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.KindContext;
import dev.kheish.spi.Origin;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonObject;

import java.util.List;

/**
 * Messages come in from channels and direct conversations; answers go to their threads. Safe for
 * use by many threads.
 */
public final class SlackKind implements ConnectorKind {
    static final String NAME = "slack";

    private volatile @Nullable KindContext context;

    /** Found by {@link java.util.ServiceLoader}; does no work. */
    public SlackKind() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<SettingSpec> settings() {
        return SlackSettings.SPECS;
    }

    @Override
    public List<FieldError> validate(Settings settings) {
        return SlackSettings.mistakes(settings);
    }

    @Override
    public void start(KindContext lent) {
        context = lent;
    }

    @Override
    public Connector open(Settings settings, ConnectorContext lent) {
        return new SlackConnector(settings, lent);
    }

    @Override
    public Target target(String address, Origin origin) throws TargetException {
        KindContext lent = started();
        return new RouteReader(lent::parse).read(address).target(lent.json(), origin);
    }

    @Override
    public Target target(JsonObject structured, Origin origin) throws TargetException {
        KindContext lent = started();
        return new RouteReader(lent::parse).read(structured).target(lent.json(), origin);
    }

    private KindContext started() {
        KindContext lent = context;
        if (lent == null) {
            throw new IllegalStateException("The kind slack is used before it was started.");
        }
        return lent;
    }
}
