package dev.kheish.host.app;

import dev.kheish.host.api.MetricsRoutes;
import dev.kheish.host.asset.Assets;
import dev.kheish.host.connector.DeliveryPolicy;
import dev.kheish.host.delivery.DeliverySettings;
import dev.kheish.host.index.ReceiptStyle;
import dev.kheish.host.ingress.IngressSettings;
import dev.kheish.host.retention.RetentionSettings;
import dev.kheish.host.run.HandlerSettings;
import dev.kheish.host.run.RunSettings;
import dev.kheish.host.settings.SettingsReader;
import dev.kheish.host.web.ServerLimits;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * All of {@code kheish.yaml}.
 *
 * @param distribution what relative paths are resolved against
 */
record DaemonSettings(
        Path distribution,
        Server server,
        ServerLimits limits,
        Path connectorsFile,
        Path pluginFolder,
        Duration rescanEvery,
        Duration drainFor,
        IngressSettings ingress,
        ReceiptStyle receipts,
        int receiptsInMemory,
        RunSettings runs,
        HandlerSettings handler,
        DeliverySettings deliveries,
        long largestAsset,
        MetricsRoutes.Readers metricsReaders,
        RetentionSettings retention,
        List<String> environmentSecrets,
        Duration stopGrace) {

    /**
     * {@code server.*}
     *
     * @param port 0 for any that is free
     */
    record Server(String host, int port) {}

    /** What the command line says, which wins over the file. */
    record Overrides(String host, int port) {
        /** The file decides. */
        static final Overrides NONE = new Overrides("", -1);
    }

    static DaemonSettings from(SettingsReader in, Path distribution, Overrides overrides) {
        Server server =
                new Server(
                        in.text("server.host", "127.0.0.1"),
                        (int) in.number("server.port", 4000, 0, 65_535));
        DaemonSettings settings =
                new DaemonSettings(
                        distribution,
                        new Server(
                                overrides.host().isEmpty() ? server.host() : overrides.host(),
                                overrides.port() < 0 ? server.port() : overrides.port()),
                        limits(in),
                        in.path("connectors.file", distribution, "config/connectors.yaml"),
                        in.path("plugins.folder", distribution, "plugins"),
                        in.duration("plugins.rescan-every", Duration.ofSeconds(5)),
                        in.duration("plugins.drain-for", Duration.ofSeconds(30)),
                        ingress(in),
                        ReceiptStyle.of(
                                in.oneOf(
                                        "receipts.index",
                                        ReceiptStyle.SEGMENTS.text(),
                                        ReceiptStyle.words())),
                        (int)
                                in.number(
                                        "receipts.in-memory",
                                        ReceiptStyle.IN_MEMORY,
                                        100,
                                        1_000_000),
                        runs(in),
                        HandlerSettings.from(in),
                        deliveries(in),
                        in.bytes("assets.largest", Assets.DEFAULT_LIMIT),
                        MetricsRoutes.Readers.of(
                                in.oneOf(
                                        "metrics.readers",
                                        MetricsRoutes.Readers.TOKEN.text(),
                                        MetricsRoutes.Readers.words())),
                        RetentionSettings.from(in),
                        in.list("secrets.env-allowed", List.of("*")),
                        in.duration("server.stop-grace", Duration.ofSeconds(10)));
        if (settings.largestAsset > Assets.HIGHEST_LIMIT) {
            in.problem("assets.largest", "must be at most 64MiB");
        }
        in.finish();
        return settings;
    }

    private static ServerLimits limits(SettingsReader in) {
        ServerLimits defaults = ServerLimits.defaults();
        return new ServerLimits(
                (int) in.number("server.connections", defaults.maxConnections(), 1, 1_000_000),
                in.duration("server.idle-timeout", defaults.idleTimeout()),
                defaults.shutdownGrace());
    }

    private static IngressSettings ingress(SettingsReader in) {
        return new IngressSettings(
                in.bytes("ingress.strangers-memory", IngressSettings.DEFAULT.strangersBodyBytes()));
    }

    private static RunSettings runs(SettingsReader in) {
        RunSettings defaults = RunSettings.DEFAULT;
        Duration base = in.duration("runs.retry-base", defaults.retryBase());
        Duration max = in.duration("runs.retry-max", defaults.retryMax());
        if (max.compareTo(base) < 0) {
            in.problem("runs.retry-max", "must not be shorter than runs.retry-base");
            return defaults;
        }
        return new RunSettings(
                (int) in.number("runs.max-attempts", defaults.maxAttempts(), 1, 1000), base, max);
    }

    private static DeliverySettings deliveries(SettingsReader in) {
        DeliverySettings defaults = DeliverySettings.DEFAULT;
        DeliveryPolicy policy = defaults.unnamed();
        DeliveryPolicy unnamed =
                new DeliveryPolicy(
                        (int) in.number("delivery.max-attempts", policy.maxAttempts(), 1, 100_000),
                        in.duration("delivery.max-age", policy.maxAge()),
                        (int) in.number("delivery.concurrency", policy.concurrency(), 1, 1024),
                        (int) in.number("delivery.per-second", policy.perSecond(), 0, 100_000),
                        in.duration("delivery.timeout", policy.timeout()));
        return new DeliverySettings(
                (int) in.number("delivery.total-concurrency", defaults.concurrency(), 1, 4096),
                in.duration("delivery.lane-hold", defaults.laneHold()),
                defaults.backOff(),
                defaults.breaker(),
                unnamed,
                in.duration("delivery.stop-grace", defaults.stopGrace()));
    }
}
