package dev.kheish.host.plugin;

import dev.kheish.spi.Egress;
import dev.kheish.spi.KindContext;

import jakarta.json.spi.JsonProvider;

import java.time.Clock;

/** The door from a kind back into the host. */
final class IsolatedKindContext implements KindContext {
    private final KindContext context;
    private final Egress egress;

    IsolatedKindContext(KindContext context) {
        this.context = context;
        this.egress = new IsolatedEgress(context.egress());
    }

    @Override
    public JsonProvider json() {
        return context.json();
    }

    @Override
    public Egress egress() {
        return egress;
    }

    @Override
    public Clock clock() {
        return context.clock();
    }

    @Override
    public System.Logger log() {
        return context.log();
    }
}
