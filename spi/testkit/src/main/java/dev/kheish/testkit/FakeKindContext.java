package dev.kheish.testkit;

import dev.kheish.spi.KindContext;
import dev.kheish.spi.MalformedJsonException;

import jakarta.json.JsonValue;
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
    public JsonValue parse(byte[] utf8, int maxDepth) throws MalformedJsonException {
        return StrictJson.parse(utf8, maxDepth);
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
