package dev.kheish.host.app;

import dev.kheish.host.cli.CheckOptions;
import dev.kheish.host.cli.DaemonCommands;
import dev.kheish.host.cli.DemoOptions;
import dev.kheish.host.cli.DemoTour;
import dev.kheish.host.cli.PluginCheckOptions;
import dev.kheish.host.cli.ServeOptions;
import dev.kheish.host.cli.Shell;
import dev.kheish.host.cli.SidecarTour;
import dev.kheish.host.settings.SettingsException;
import dev.kheish.host.settings.SettingsReader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The commands that run a daemon in this process. */
final class LocalCommands implements DaemonCommands {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int REFUSED = 2;

    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean colour;

    LocalCommands(Shell shell) {
        this.environment = shell.environment();
        this.out = shell.out();
        this.err = shell.err();
        this.colour = shell.terminal().interactive();
    }

    @Override
    public int serve(ServeOptions options) {
        try {
            DaemonSettings settings =
                    DaemonSettings.from(
                            settings(options.config()),
                            distribution(),
                            new DaemonSettings.Overrides(
                                    options.host() == null ? "" : options.host(),
                                    options.port() == null ? -1 : options.port()));
            Daemon daemon =
                    Daemon.start(settings, home(options.home()), environment, Clock.systemUTC());
            if (options.strict() && !daemon.complaints().isEmpty()) {
                daemon.close();
                daemon.complaints().forEach(err::println);
                return FAILED;
            }
            untilStopped(daemon);
            return OK;
        } catch (SettingsException e) {
            return complain(e.getMessage(), REFUSED);
        } catch (Exception e) {
            return complain(explain(e), FAILED);
        }
    }

    @Override
    public int check(CheckOptions options) {
        try {
            Path scratch = Files.createTempDirectory("kheish-check-");
            try {
                DaemonSettings settings =
                        DaemonSettings.from(
                                settings(options.config()),
                                distribution(),
                                DaemonSettings.Overrides.NONE);
                return new Check(settings, environment, options.home()).run(scratch, out);
            } finally {
                Folders.delete(scratch);
            }
        } catch (SettingsException e) {
            return complain(e.getMessage(), FAILED);
        } catch (Exception e) {
            return complain(explain(e), FAILED);
        }
    }

    @Override
    public int checkPlugin(PluginCheckOptions options) {
        try {
            Path scratch = Files.createTempDirectory("kheish-check-");
            try {
                return new PluginCheck(distribution(), environment, options).run(scratch, out);
            } finally {
                Folders.delete(scratch);
            }
        } catch (Exception e) {
            return complain(explain(e), FAILED);
        }
    }

    @Override
    public int demo(DemoOptions options) {
        try {
            Path home = Files.createTempDirectory("kheish-demo-");
            try {
                SettingsReader echo =
                        new SettingsReader(
                                Map.of(
                                        "handler", Map.of("kind", "echo"),
                                        "connectors",
                                                Map.of(
                                                        "file",
                                                        home.resolve("none.yaml").toString())));
                DaemonSettings settings =
                        DaemonSettings.from(
                                echo,
                                distribution(),
                                new DaemonSettings.Overrides(
                                        "127.0.0.1", options.port() == null ? 0 : options.port()));
                return tour(settings, home, options.once());
            } finally {
                Folders.delete(home);
            }
        } catch (Exception e) {
            return complain(explain(e), FAILED);
        }
    }

    private int tour(DaemonSettings settings, Path home, boolean once) throws Exception {
        Daemon daemon = Daemon.start(settings, home, environment, Clock.systemUTC());
        boolean arrived;
        try {
            String token = Files.readString(home.resolve("admin-token")).strip();
            URI url = URI.create(daemon.url());
            Path sidecar = distribution().resolve("samples/echo-java");
            boolean posted = new DemoTour(url, token, out, colour).run();
            boolean said = new SidecarTour(url, token, sidecar, out, colour).run();
            arrived = posted && said;
            out.flush();
            if (!once) {
                out.printf(
                        "%nThe daemon goes on at %s with its home in %s, until Ctrl-C.%n",
                        daemon.url(), home);
                out.flush();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(daemon, home)));
                new CountDownLatch(1).await();
            }
        } finally {
            daemon.close();
        }
        return arrived ? OK : FAILED;
    }

    private static void leave(Daemon daemon, Path home) {
        daemon.close();
        try {
            Folders.delete(home);
        } catch (IOException e) {
            System.getLogger(LocalCommands.class.getName())
                    .log(System.Logger.Level.WARNING, "Failed to delete " + home, e);
        }
    }

    /** Says that the daemon is ready, and lets it run until a signal stops it. */
    private void untilStopped(Daemon daemon) throws InterruptedException {
        Thread stop =
                new Thread(
                        () -> {
                            daemon.close();
                            // The signal would make it 143, which service managers take for a
                            // failure.
                            Runtime.getRuntime().halt(OK);
                        },
                        "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        out.println(daemon.banner());
        daemon.complaints().forEach(out::println);
        out.printf("ready %s %d ms%n", daemon.url(), sinceProcessStart().toMillis());
        out.flush();
        new CountDownLatch(1).await();
    }

    private static Duration sinceProcessStart() {
        Instant now = Instant.now();
        return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
    }

    private SettingsReader settings(@Nullable Path given) {
        return given != null
                ? SettingsFile.read(given.toAbsolutePath(), true)
                : SettingsFile.read(distribution().resolve("config/kheish.yaml"), false);
    }

    private Path distribution() {
        return distribution(environment);
    }

    static Path distribution(Map<String, String> environment) {
        String given = environment.get("KHEISH_DIST");
        return Path.of(given == null || given.isBlank() ? "" : given).toAbsolutePath();
    }

    private Path home(@Nullable Path given) {
        return given != null ? given.toAbsolutePath() : distribution().resolve("data");
    }

    private int complain(@Nullable String message, int exit) {
        err.println(message);
        err.flush();
        return exit;
    }

    private static String explain(Exception e) {
        StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()));
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && text.indexOf(cause.getMessage()) < 0) {
                text.append(": ").append(cause.getMessage());
            }
        }
        return text.toString();
    }
}
