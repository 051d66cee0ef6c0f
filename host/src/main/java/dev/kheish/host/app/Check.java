package dev.kheish.host.app;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks at what a daemon would find: plugins and the connectors file, in a home of its own, so that
 * one that is running is not disturbed. Opens no port and starts no connector.
 */
final class Check {
    private final DaemonSettings settings;
    private final Map<String, String> environment;
    private final @Nullable Path home;

    Check(DaemonSettings settings, Map<String, String> environment, @Nullable Path home) {
        this.settings = settings;
        this.environment = environment;
        this.home = home;
    }

    /** 0 if a daemon would start without complaint, else 1. */
    int run(Path scratch, PrintWriter out) throws Exception {
        List<String> problems = new ArrayList<>();
        try (Lifecycle parts = new Lifecycle()) {
            Home temporary = Home.open(scratch);
            parts.owes("home", temporary::close);
            Path plugins = home == null ? temporary.plugins() : home.resolve("plugins");
            Rooms rooms =
                    new Rooms(
                            settings,
                            temporary,
                            plugins,
                            environment,
                            Clock.systemUTC(),
                            () -> {
                                throw new IllegalStateException("A check listens nowhere");
                            },
                            parts);
            problems.addAll(Complaints.of(rooms));
            out.println("kinds: " + String.join(", ", rooms.plugins.kindNames()));
            out.println("connectors file: " + settings.connectorsFile());
            rooms.connectors.overview().advice().forEach(line -> out.println("advice: " + line));
        }
        problems.forEach(out::println);
        out.println(Complaints.counted(problems.size()));
        out.flush();
        return problems.isEmpty() ? 0 : 1;
    }
}
