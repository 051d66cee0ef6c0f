package dev.kheish.host.cli.sidecar.stage;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A sidecar with all that it needs around it. For one thread at a time; what it hands out may be
 * used by many.
 */
public final class Stage implements AutoCloseable {
    private final Wire wire;
    private final Secrets secrets;
    private final @Nullable String token;
    private final @Nullable Theatre theatre;

    private Stage(Wire wire, Secrets secrets, @Nullable String token, @Nullable Theatre theatre) {
        this.wire = wire;
        this.secrets = secrets;
        this.token = token;
        this.theatre = theatre;
    }

    /** One that somebody else runs. */
    public static Stage remote(URI url, @Nullable String token) {
        Secrets secrets = new Secrets();
        if (token != null) {
            secrets.add("the shared token", token);
        }
        return new Stage(new Wire(url), secrets, token, null);
    }

    /** One that is started when it is needed. */
    public static Stage launched(Launch launch, @Nullable String token) {
        Secrets secrets = new Secrets();
        Theatre theatre = Theatre.open(launch, token, secrets);
        return new Stage(theatre.wire(), secrets, theatre.token(), theatre);
    }

    public Wire wire() {
        return wire;
    }

    public Secrets secrets() {
        return secrets;
    }

    /** The shared token; null if there is none. */
    public @Nullable String token() {
        return token;
    }

    /** What the host sends as its own. */
    public Bearer bearer() {
        return token == null
                ? Bearer.NONE
                : new Bearer("Bearer [the shared token]", "Bearer " + token);
    }

    /** What the host owns around a sidecar that it started; empty if somebody else runs it. */
    public Optional<Theatre> theatre() {
        return Optional.ofNullable(theatre);
    }

    /** As the host: with the shared token. */
    public Answer ask(Request request, Duration patience) {
        return wire.send(request.as(bearer()), patience);
    }

    @Override
    public void close() {
        if (theatre != null) {
            theatre.close();
        }
    }
}
