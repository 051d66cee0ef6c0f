package dev.kheish.host.plugin;

import dev.kheish.spi.Egress;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.EgressRequest;
import dev.kheish.spi.EgressResponse;

/**
 * Egress under the host's class loader: an HTTP client may start threads that outlive the plugin.
 */
final class IsolatedEgress implements Egress {
    private final Egress egress;

    IsolatedEgress(Egress egress) {
        this.egress = egress;
    }

    @Override
    public EgressResponse send(EgressRequest request) throws EgressException, InterruptedException {
        try (var _ = ThreadClassLoader.of(ThreadClassLoader.HOST)) {
            return egress.send(request);
        }
    }

    @Override
    public String checkUrl(String url, boolean allowPrivate) throws EgressException {
        try (var _ = ThreadClassLoader.of(ThreadClassLoader.HOST)) {
            return egress.checkUrl(url, allowPrivate);
        }
    }
}
