package dev.kheish.host.plugin;

import dev.kheish.spi.Credential;
import dev.kheish.spi.Lease;
import dev.kheish.spi.LeaseRefusedException;
import dev.kheish.spi.Leases;

/** Leases as a connector sees them: the host's code runs under the host's class loader. */
final class IsolatedLeases implements Leases {
    private final Leases leases;

    IsolatedLeases(Leases leases) {
        this.leases = leases;
    }

    @Override
    public Lease grant(String setting) throws LeaseRefusedException {
        try (var _ = ThreadClassLoader.of(ThreadClassLoader.HOST)) {
            return leases.grant(setting);
        }
    }

    @Override
    public Credential redeem(String token, String name) throws InterruptedException {
        try (var _ = ThreadClassLoader.of(ThreadClassLoader.HOST)) {
            return leases.redeem(token, name);
        }
    }
}
