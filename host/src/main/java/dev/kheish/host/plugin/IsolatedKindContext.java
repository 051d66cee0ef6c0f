package dev.kheish.host.plugin;

import dev.kheish.spi.Egress;
import dev.kheish.spi.KindContext;
import dev.kheish.spi.MalformedJsonException;

import jakarta.json.JsonValue;
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
    public JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException {
        return context.parse(utf8, maxDepth);
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
