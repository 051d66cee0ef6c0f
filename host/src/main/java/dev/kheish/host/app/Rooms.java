package dev.kheish.host.app;

import dev.kheish.host.asset.Assets;
import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.audit.RefusalCounts;
import dev.kheish.host.connector.ConnectorRooms;
import dev.kheish.host.connector.Connectors;
import dev.kheish.host.connector.KindSource;
import dev.kheish.host.connector.UpperRooms;
import dev.kheish.host.delivery.Deliveries;
import dev.kheish.host.delivery.DeliveryRooms;
import dev.kheish.host.egress.EgressSettings;
import dev.kheish.host.egress.GuardedEgress;
import dev.kheish.host.egress.HostResolver;
import dev.kheish.host.index.Receipts;
import dev.kheish.host.ingress.Ingress;
import dev.kheish.host.plugin.PluginSettings;
import dev.kheish.host.plugin.Plugins;
import dev.kheish.host.retention.RetentionSettings;
import dev.kheish.host.run.OutputReader;
import dev.kheish.host.run.Preparation;
import dev.kheish.host.run.PreparationLimits;
import dev.kheish.host.run.RunViews;
import dev.kheish.host.run.Runs;
import dev.kheish.host.run.Schedules;
import dev.kheish.host.secret.CredentialLeases;
import dev.kheish.host.secret.EnvironmentSecrets;
import dev.kheish.host.secret.Secrets;
import dev.kheish.host.session.Personas;
import dev.kheish.host.session.SessionControl;
import dev.kheish.host.session.Sessions;
import dev.kheish.host.store.Store;
import dev.kheish.host.stream.EventLog;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Every room below the web server, each made from those below it. Opening takes nothing up yet: no
 * delivery goes out and no run is lent before {@link Daemon} says so.
 */
final class Rooms {
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(2);
    // Long enough for everybody: a receipt that never goes has a connector that never does.
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    final Store store;
    final EventLog events;
    final AuditLog audit;
    final RefusalCounts refusals;
    final GuardedEgress egress;
    final Plugins plugins;
    final Secrets secrets;
    final CredentialLeases leases;
    final Assets assets;
    final Connectors connectors;
    final Deliveries deliveries;
    final Receipts receipts;
    final Runs runs;
    final RunViews runViews;
    final OutputReader outputs;
    final Schedules schedules;
    final Preparation preparation;
    final Sessions sessions;
    final SessionControl sessionControl;
    final Personas personas;
    final Ingress ingress;

    Rooms(
            DaemonSettings settings,
            Home home,
            Path homePlugins,
            Map<String, String> environment,
            Clock clock,
            Supplier<String> url,
            Lifecycle parts)
            throws Exception {
        egress = GuardedEgress.create(EgressSettings.defaults(), HostResolver.system(), clock);
        parts.owes("egress", egress::close);
        Ahead<Plugins> loaded =
                Ahead.begin("plugins", () -> plugins(settings, home, homePlugins, clock));
        parts.owes("plugins that nobody took", () -> loaded.discard(Plugins::close));
        store = Store.open(home.database());
        parts.owes("store", store::close);
        events = new EventLog(clock);
        audit = new AuditLog(clock);
        refusals = new RefusalCounts(store, audit);
        parts.start("counts of refusals", refusals::start, refusals::close);
        secrets = Secrets.open(store, home.folder(), environment, audit::append, clock);
        leases = CredentialLeases.open(store, secrets, audit::append, refusals::count, clock);
        assets = Assets.open(store, home.assets(), clock, settings.largestAsset());
        plugins = loaded.take();
        parts.owes("plugins", plugins::close);
        connectors =
                new Connectors(
                        new ConnectorRooms(
                                store,
                                KindSource.of(plugins),
                                secrets,
                                leases,
                                new EnvironmentSecrets(environment, settings.environmentSecrets()),
                                events,
                                audit::append,
                                clock,
                                settings.connectorsFile(),
                                home.connectors(),
                                HOUSEKEEPING,
                                forReceipts(settings.retention()),
                                settings.drainFor()));
        deliveries =
                new Deliveries(
                        settings.deliveries(),
                        new DeliveryRooms(
                                store,
                                clock,
                                events,
                                audit,
                                connectors.directory(),
                                new StoredAttachments(assets),
                                text -> leases.redact(secrets.redact(text)),
                                RandomGenerator.getDefault()));
        receipts = settings.receipts().open(store, settings.receiptsInMemory());
        parts.owes("receipts", receipts::close);
        sessions = new Sessions(store, events, clock);
        parts.owes("sessions", sessions::close);
        runs = new Runs(store, sessions, events, clock, settings.runs(), deliveries.outbox());
        runViews = new RunViews(store, runs, deliveries.desk().views());
        sessionControl = new SessionControl(store, sessions, runs::isBusy, events, clock);
        personas = new Personas(store, clock);
        outputs = new OutputReader(connectors.directory(), new StoredOutputAssets(assets));
        schedules = new Schedules(store, sessions, runs, clock);
        preparation =
                new Preparation(
                        store, runs, assets, connectors.directory(), PreparationLimits.DEFAULT);
        ingress =
                new Ingress(
                        new Ingress.Rooms(
                                store,
                                connectors.directory(),
                                sessions,
                                runs,
                                receipts,
                                assets,
                                clock),
                        new AcceptedViews(runViews),
                        refusals,
                        settings.ingress());
        connectors.open(
                new UpperRooms(
                        new UpperServices(ingress, deliveries, assets, egress, clock, url),
                        personas::exists,
                        List.of(sessionControl, deliveries, schedules),
                        sessionControl));
        parts.owes("connectors", connectors::close);
    }

    private static Duration forReceipts(RetentionSettings settings) {
        return settings.receipts().isZero() ? FOR_EVER : settings.receipts();
    }

    private Plugins plugins(DaemonSettings settings, Home home, Path homePlugins, Clock clock) {
        return Plugins.open(
                new PluginSettings(
                        List.of(settings.pluginFolder(), homePlugins),
                        home.staging(),
                        settings.rescanEvery(),
                        settings.drainFor()),
                kind -> new HostedKindContext(kind, egress, clock),
                clock);
    }
}
