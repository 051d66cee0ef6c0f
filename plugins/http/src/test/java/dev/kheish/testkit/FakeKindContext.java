package dev.kheish.testkit;

import dev.kheish.spi.KindContext;

import jakarta.json.spi.JsonProvider;

import java.time.Instant;

/** A {@link KindContext} with a clock that tests set and an egress that sends nothing. */
public final class FakeKindContext implements KindContext {
    private final FakeEgress egress = new FakeEgress();
    private final SettableClock clock = new SettableClock(Instant.ofEpochSecond(1_750_000_000));

    @Override
    public JsonProvider json() {
        return StrictJson.PROVIDER;
    }

    @Override
    public FakeEgress egress() {
        return egress;
    }

    @Override
    public SettableClock clock() {
        return clock;
    }

    @Override
    public System.Logger log() {
        return System.getLogger("dev.kheish.kind");
    }
}
