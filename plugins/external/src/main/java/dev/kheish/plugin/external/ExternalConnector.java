package dev.kheish.plugin.external;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Route;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One sidecar, and the four routes through which it speaks to the host. Thread-safe. */
final class ExternalConnector implements Connector {
    private final Sidecar sidecar;
    private final Deliverer deliverer;
    private final List<Route> routes;
    private final ConnectorContext context;

    ExternalConnector(
            Settings settings, ConnectorContext context, Sidecar sidecar, SidecarClient client) {
        this.context = context;
        this.sidecar = sidecar;
        this.deliverer = new Deliverer(settings, context, sidecar, client);
        this.routes = routes(settings, context, sidecar);
    }

    private static List<Route> routes(
            Settings settings, ConnectorContext context, Sidecar sidecar) {
        IngressGate gate = new IngressGate(settings, context, sidecar::givenToken);
        EventMaker maker = new EventMaker(settings, context.json());
        List<Route> routes = new ArrayList<>();
        routes.addAll(new EventRoutes(context, gate, new Intake(context, maker, sidecar)).routes());
        routes.add(new AssetRoute(context, gate).route());
        if (ExternalSettings.isChild(settings)) {
            routes.add(new CredentialRoute(context).route());
        }
        return List.copyOf(routes);
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    @Override
    public void start() throws ConnectorException {
        sidecar.start();
    }

    @Override
    public DeliveryResult deliver(Delivery delivery) throws InterruptedException {
        return deliverer.deliver(delivery);
    }

    @Override
    public Optional<String> check(Target target) {
        try {
            ReplyRoute.read(target.address(), context::parse);
            return Optional.empty();
        } catch (TargetException e) {
            return Optional.of(e.getMessage());
        }
    }

    @Override
    public ConnectorStatus status() {
        return sidecar.status();
    }

    @Override
    public void secretsChanged(Set<String> settings) {
        sidecar.secretsChanged(settings);
    }

    @Override
    public void drain() throws InterruptedException {
        sidecar.drain();
    }

    @Override
    public void close() {
        sidecar.close();
    }
}
