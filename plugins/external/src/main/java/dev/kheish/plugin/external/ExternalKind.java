package dev.kheish.plugin.external;

import dev.kheish.plugin.external.child.ChildProcess;
import dev.kheish.plugin.external.child.ChildRemains;
import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.KindContext;
import dev.kheish.spi.Origin;
import dev.kheish.spi.RecoveryContext;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonObject;

import java.util.List;

/** Any platform, through a program of its own in any language. Safe for use by many threads. */
public final class ExternalKind implements ConnectorKind {
    static final String NAME = "external";

    private volatile @Nullable KindContext context;

    /** Found by {@link java.util.ServiceLoader}; does no work. */
    public ExternalKind() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<SettingSpec> settings() {
        return ExternalSettings.SPECS;
    }

    @Override
    public List<FieldError> validate(Settings settings) {
        return SettingsCheck.mistakes(settings, started().egress());
    }

    @Override
    public List<FieldError> advice(Settings settings) {
        return SettingsCheck.advice(settings);
    }

    @Override
    public void start(KindContext lent) {
        context = lent;
    }

    @Override
    public Connector open(Settings settings, ConnectorContext lent) throws ConnectorException {
        String baseUrl;
        try {
            baseUrl = ExternalSettings.baseUrl(settings, lent.egress()).text();
        } catch (BaseUrl.UnusableException e) {
            throw new ConnectorException("base_url " + e.getMessage(), e);
        }
        return ExternalSettings.isChild(settings)
                ? child(settings, baseUrl, lent)
                : remote(settings, baseUrl, lent);
    }

    private static Connector child(Settings settings, String baseUrl, ConnectorContext lent) {
        var process = new ChildProcess(ChildSidecar.settings(settings, baseUrl), lent);
        var client =
                new SidecarClient(
                        baseUrl, SidecarClient.Reach.OWN_ORIGIN, lent, process::tokenForCalls);
        var sidecar = new ChildSidecar(process);
        return new ExternalConnector(settings, lent, sidecar, client);
    }

    private static Connector remote(Settings settings, String baseUrl, ConnectorContext lent) {
        SidecarClient.Reach reach =
                settings.bool(ExternalSettings.ALLOW_PRIVATE)
                        ? SidecarClient.Reach.PRIVATE
                        : SidecarClient.Reach.PUBLIC;
        var client = new SidecarClient(baseUrl, reach, lent);
        var sidecar = new RemoteSidecar(client::manifest, lent);
        return new ExternalConnector(settings, lent, sidecar, client);
    }

    @Override
    public void recover(RecoveryContext left) throws ConnectorException {
        ChildRemains.end(left);
    }

    @Override
    public Target target(String address, Origin origin) throws TargetException {
        KindContext lent = started();
        return ReplyRoute.read(address, lent::parse).target(origin, lent.json());
    }

    @Override
    public Target target(JsonObject structured, Origin origin) throws TargetException {
        return ReplyRoute.read(structured).target(origin, started().json());
    }

    private KindContext started() {
        KindContext lent = context;
        if (lent == null) {
            throw new IllegalStateException("The kind external is used before it was started.");
        }
        return lent;
    }
}
