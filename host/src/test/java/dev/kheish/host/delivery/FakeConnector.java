package dev.kheish.host.delivery;

import dev.kheish.host.connector.ConnectorPolicy;
import dev.kheish.host.connector.DeliveryPolicy;
import dev.kheish.host.connector.LiveConnector;
import dev.kheish.host.connector.SessionPolicy;
import dev.kheish.spi.Connector;
import dev.kheish.spi.Delivery;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Output;
import dev.kheish.spi.Route;

import java.util.List;
import java.util.Optional;

/** A connector whose deliveries end as the test says. */
record FakeConnector(String kind, String name, DeliveryPolicy delivery, Output output)
        implements LiveConnector {
    @Override
    public long incarnation() {
        return 1;
    }

    @Override
    public Connector connector() {
        return new Connector() {
            @Override
            public DeliveryResult deliver(Delivery delivery) throws InterruptedException {
                return output.deliver(delivery);
            }
        };
    }

    @Override
    public List<Route> routes() {
        return List.of();
    }

    @Override
    public ConnectorPolicy policy() {
        return new ConnectorPolicy(null, SessionPolicy.DEFAULT, 0, delivery);
    }

    @Override
    public Optional<Hold> hold() {
        return Optional.of(() -> {});
    }
}
