package dev.kheish.host.cli.sidecar.stage;

import dev.kheish.host.cli.sidecar.FreePort;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs a sidecar as the host would, one life after the other on the same port. For one thread at a
 * time.
 */
public final class Theatre implements AutoCloseable {
    private static final String CONNECTOR = "conformance";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Launch launch;
    private final String token;
    private final Secrets secrets;
    private final Path folder;
    private final CredentialDesk credentials;
    private final PlayedHost host;
    private final Wire wire;
    private final Set<String> leaked = ConcurrentHashMap.newKeySet();
    private @Nullable Child child;
    private int firstCall;

    private Theatre(Launch launch, String token, Secrets secrets) throws IOException {
        this.launch = launch;
        this.token = token;
        this.secrets = secrets;
        this.folder = Files.createTempDirectory("kheish-sidecar-check");
        this.credentials = new CredentialDesk(launch.credentials(), secrets, folder);
        this.host = new PlayedHost(CONNECTOR, token, credentials);
        this.wire = new Wire(URI.create("http://127.0.0.1:" + FreePort.find()));
        secrets.add("the shared token", token);
    }

    /**
     * @throws NoSuchProgramException if the command cannot be started at all
     */
    static Theatre open(Launch launch, @Nullable String token, Secrets secrets) {
        if (!Programs.exists(launch.command().getFirst(), launch.inherited().get("PATH"))) {
            throw new NoSuchProgramException(launch.command().getFirst());
        }
        try {
            return new Theatre(launch, token == null ? random(24) : token, secrets);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while opening a local port and a folder", e);
        }
    }

    Wire wire() {
        return wire;
    }

    String token() {
        return token;
    }

    public PlayedHost host() {
        return host;
    }

    public CredentialDesk credentials() {
        return credentials;
    }

    public Launch launch() {
        return launch;
    }

    /** The number of the first request that the process which was started last may have made. */
    public int firstCall() {
        return firstCall;
    }

    /** Names of the secrets that it printed in any of its lives. */
    public Set<String> leaked() {
        return Set.copyOf(leaked);
    }

    /** The process, if one is alive. */
    public Optional<Child> child() {
        return Optional.ofNullable(child).filter(Child::alive);
    }

    /** Does nothing while it runs. */
    public Start up() throws InterruptedException {
        Child running = child;
        if (running != null && running.alive()) {
            return new Start.Up(Duration.ZERO);
        }
        return new Readiness(spawn(false), wire, bearer()).await();
    }

    /** Starts the process without waiting for anything; one that still runs is ended first. */
    public Child spawn(boolean lifeline) {
        end();
        try {
            Variables variables = Variables.of(launch).instance(CONNECTOR + "-" + random(6));
            variables
                    .set("NAME", CONNECTOR)
                    .set("BASE_URL", wire.url().toString())
                    .set("DAEMON_BASE_URL", host.url())
                    .set("SHARED_TOKEN", token);
            if (lifeline) {
                variables.set("LIFELINE", "stdin");
            }
            credentials.issue(variables);
            firstCall = host.count();
            Child fresh =
                    Child.start(
                            launch.command(),
                            variables.values(),
                            lifeline,
                            new ChildOutput(secrets, leaked));
            child = fresh;
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while starting the sidecar", e);
        }
    }

    /** Waits until a spawned process is up. */
    public Start await(Child spawned) throws InterruptedException {
        return new Readiness(spawned, wire, bearer()).await();
    }

    /** Ends the process with all that it started, at once. */
    public void end() {
        Child running = child;
        child = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public void close() {
        end();
        host.close();
        try (var files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while deleting " + folder, e);
        }
    }

    private Bearer bearer() {
        return new Bearer("Bearer [the shared token]", "Bearer " + token);
    }

    private static String random(int bytes) {
        byte[] noise = new byte[bytes];
        RANDOM.nextBytes(noise);
        return HexFormat.of().formatHex(noise);
    }
}
