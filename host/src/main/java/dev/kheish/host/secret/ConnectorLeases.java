package dev.kheish.host.secret;

import dev.kheish.host.secret.CredentialLeases.Asked;
import dev.kheish.spi.Credential;
import dev.kheish.spi.Lease;
import dev.kheish.spi.LeaseRefusedException;
import dev.kheish.spi.Leases;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Leases of one opened connector; closing it ends them. Safe for use by many threads. */
public final class ConnectorLeases implements Leases, AutoCloseable {
    private final CredentialLeases all;
    private final LeaseHolder holder;
    private final Map<String, Map<String, String>> slotMaps;
    private final List<LiveLease> granted = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    ConnectorLeases(
            CredentialLeases all, LeaseHolder holder, Map<String, Map<String, String>> slotMaps) {
        this.all = all;
        this.holder = holder;
        this.slotMaps = Map.copyOf(slotMaps);
    }

    @Override
    public Lease grant(String setting) throws LeaseRefusedException {
        checkOpen();
        Map<String, String> slots = slotMaps.get(setting);
        if (slots == null) {
            throw new IllegalArgumentException(
                    "The connector %s has no slot map '%s'".formatted(holder, setting));
        }
        LiveLease lease = all.grant(holder, setting, slots);
        granted.removeIf(each -> !each.isOpen());
        granted.add(lease);
        if (closed) { // whoever closed it did not see this one
            lease.close();
            checkOpen();
        }
        return lease;
    }

    @Override
    public Credential redeem(String token, String name) throws InterruptedException {
        checkOpen();
        return all.redeem(new Asked(holder, token, name), slotMaps);
    }

    @Override
    public void close() {
        closed = true;
        granted.forEach(LiveLease::close);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The connector " + holder + " is closed");
        }
    }
}
