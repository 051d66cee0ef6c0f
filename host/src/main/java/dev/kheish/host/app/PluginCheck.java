package dev.kheish.host.app;

import dev.kheish.host.cli.PluginCheckOptions;
import dev.kheish.host.plugin.PluginState;
import dev.kheish.host.plugin.PluginView;
import dev.kheish.host.plugin.Plugins;
import dev.kheish.host.plugin.Retirement;
import dev.kheish.host.settings.SettingsReader;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Does with a plugin what a daemon would do with it: loads it, opens its connectors, unloads it. In
 * a home of its own; opens no port.
 */
final class PluginCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int COLLECTIONS = 20;

    private final Path distribution;
    private final Map<String, String> environment;
    private final PluginCheckOptions options;
    private final PluginReport report = new PluginReport();

    PluginCheck(Path distribution, Map<String, String> environment, PluginCheckOptions options) {
        this.distribution = distribution;
        this.environment = environment;
        this.options = options;
    }

    /** 0 if a daemon would take it, and let go of it again, without complaint; else 1. */
    int run(Path scratch, PrintWriter out) throws Exception {
        Path file = options.file().toAbsolutePath().normalize();
        if (!Files.isDirectory(file) && !file.toString().endsWith(".jar")) {
            report.failed(
                    "loading",
                    "the host takes files whose name ends with .jar, and folders of them: " + file);
        } else {
            try (Lifecycle parts = new Lifecycle()) {
                Home home = Home.open(scratch.resolve("home"));
                parts.owes("home", home::close);
                Path copy = copied(file, home.plugins());
                check(rooms(scratch, file, home, parts), copy);
            }
        }
        report.print(out, options.json());
        return report.isGood() ? 0 : 1;
    }

    private Rooms rooms(Path scratch, Path file, Home home, Lifecycle parts) throws Exception {
        Path shipped = distribution.resolve("plugins");
        boolean beside = !options.alone() && !shipped.equals(file.getParent());
        Map<String, Object> settings =
                Map.of(
                        "plugins",
                        Map.of(
                                "folder",
                                (beside ? shipped : scratch.resolve("none")).toString(),
                                "rescan-every",
                                "0s",
                                "drain-for",
                                "5s"),
                        "connectors",
                        Map.of("file", scratch.resolve("none.yaml").toString()));
        return new Rooms(
                DaemonSettings.from(
                        new SettingsReader(settings), distribution, DaemonSettings.Overrides.NONE),
                home,
                home.plugins(),
                environment,
                Clock.systemUTC(),
                () -> "http://127.0.0.1:9", // where nobody listens
                parts);
    }

    private void check(Rooms rooms, Path copy) throws InterruptedException {
        Optional<PluginView> found =
                rooms.plugins.views().stream()
                        .filter(view -> view.source().equals(copy))
                        .filter(view -> view.state() != PluginState.CLOSED)
                        .findFirst();
        if (found.isEmpty()) {
            report.failed("loading", "there is no jar in " + options.file());
            return;
        }
        PluginView plugin = found.get();
        report.about(plugin);
        if (plugin.refusal().isPresent()) {
            PluginView.Refusal refusal = plugin.refusal().get();
            report.failed("loading", refusal.reason() + ": " + refusal.detail());
            leftovers(rooms.plugins, copy);
            return;
        }
        report.ok("loading", "offers " + String.join(", ", plugin.kinds()));
        plugin.warnings().forEach(warning -> report.warn("loading", warning));
        KindCheck kinds = new KindCheck(rooms, options, report);
        for (String kind : plugin.kinds()) {
            kinds.check(kind);
        }
        kinds.removeConnectors();
        unload(rooms.plugins, plugin, copy);
    }

    private void unload(Plugins plugins, PluginView plugin, Path copy) throws InterruptedException {
        if (plugins.retire(plugin.id(), PATIENCE) instanceof Retirement.StillInUse) {
            report.failed(
                    "unloading", "a connector does not let go of it: its close does not return");
            return;
        }
        leftovers(plugins, copy);
    }

    /** Asks again for a while, as threads may be on their way out. */
    private void leftovers(Plugins plugins, Path copy) throws InterruptedException {
        List<String> holders = List.of();
        for (int i = 0; i < COLLECTIONS && (i < 3 || !holders.isEmpty()); i++) {
            plugins.scan(); // has the garbage collector look at what was closed
            holders = heldBy(plugins, copy);
            if (!holders.isEmpty()) {
                Thread.sleep(50);
            }
        }
        if (holders.isEmpty()) {
            report.ok("unloading", "its classes left memory");
        } else {
            report.failed(
                    "unloading",
                    "its classes stay in memory, kept by "
                            + String.join(", ", holders)
                            + "; end and deregister everything in close");
        }
    }

    private static List<String> heldBy(Plugins plugins, Path copy) {
        return plugins.views().stream()
                .filter(view -> view.source().equals(copy))
                .flatMap(view -> view.kept().stream())
                .map(PluginView.Kept::by)
                .flatMap(by -> by.isEmpty() ? Stream.of("something unknown") : by.stream())
                .toList();
    }

    private static Path copied(Path file, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path copy = folder.resolve(file.getFileName().toString());
        if (!Files.isDirectory(file)) {
            return Files.copy(file, copy);
        }
        Files.createDirectory(copy);
        try (Stream<Path> children = Files.list(file)) {
            for (Path child : children.filter(Files::isRegularFile).toList()) {
                Files.copy(child, copy.resolve(child.getFileName().toString()));
            }
        }
        return copy;
    }
}
