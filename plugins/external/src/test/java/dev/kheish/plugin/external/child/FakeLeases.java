package dev.kheish.plugin.external.child;

import dev.kheish.spi.Credential;
import dev.kheish.spi.Lease;
import dev.kheish.spi.LeaseRefusedException;
import dev.kheish.spi.Leases;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Lends tokens that count upwards; remembers every lease. Safe for use by many threads. */
final class FakeLeases implements Leases {
    final List<FakeLease> granted = new CopyOnWriteArrayList<>();
    volatile boolean refusing;

    @Override
    public Lease grant(String setting) throws LeaseRefusedException {
        if (!setting.equals("child_process.credential_slots")) {
            throw new IllegalArgumentException("No slot map: " + setting);
        }
        if (refusing) {
            throw new LeaseRefusedException("Leases of this connector are revoked.");
        }
        FakeLease lease = new FakeLease(granted.size() + 1);
        granted.add(lease);
        return lease;
    }

    @Override
    public Credential redeem(String token, String name) {
        throw new UnsupportedOperationException("nobody redeems here");
    }

    static final class FakeLease implements Lease {
        private final int number;
        private final AtomicInteger tokens = new AtomicInteger();
        private volatile boolean revoked;
        private volatile boolean closed;

        FakeLease(int number) {
            this.number = number;
        }

        void revoke() {
            revoked = true;
        }

        boolean isClosed() {
            return closed;
        }

        int tokens() {
            return tokens.get();
        }

        @Override
        public String id() {
            return "lease-" + number;
        }

        @Override
        public String grantId() {
            return "grant";
        }

        @Override
        public List<String> names() {
            return List.of("API_KEY");
        }

        @Override
        public String issueToken() {
            if (closed || revoked) {
                throw new IllegalStateException("The lease has ended");
            }
            return "token-" + number + "-" + tokens.incrementAndGet();
        }

        @Override
        public boolean isRevoked() {
            return revoked;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
