package dev.kheish.host.app;

import com.sun.management.OperatingSystemMXBean;

import dev.kheish.host.connector.ConnectorState;
import dev.kheish.host.health.Health;
import dev.kheish.host.metrics.Family;
import dev.kheish.host.metrics.MetricSource;
import dev.kheish.host.metrics.Samples;
import dev.kheish.host.plugin.PluginState;
import dev.kheish.host.plugin.PluginView;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The daemon as a whole, its connectors and plugins. Safe for use by many threads. */
final class ProcessMetrics implements MetricSource {
    private static final Family BUILD =
            Family.gauge(
                    "kheish_build_info",
                    "Always 1: what is running, and on which Java.",
                    "version",
                    "java");
    private static final Family READY =
            Family.gauge("kheish_ready", "1 while the daemon takes work.");
    private static final Family CONNECTORS =
            Family.gauge("kheish_connectors", "Configured connectors.", "state");
    private static final Family PLUGINS = Family.gauge("kheish_plugins", "Plugins.", "state");
    private static final Family GENERATION =
            Family.gauge(
                    "kheish_plugin_generation",
                    "Which life of a plugin is offered: grows each time its jar is replaced.",
                    "plugin");
    private static final Family UNRECLAIMED =
            Family.gauge(
                    "kheish_plugin_loaders_unreclaimed",
                    "Closed plugins whose classes are still in memory.");
    private static final Family CPU =
            Family.counter("process_cpu_seconds_total", "CPU time that the process has used.");
    private static final Family RESIDENT =
            Family.gauge("process_resident_memory_bytes", "Memory that the process holds.");

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double NANOS = 1e9;
    private static final long KIB = 1024;

    private final Rooms rooms;
    private final Health health;

    ProcessMetrics(Rooms rooms, Health health) {
        this.rooms = rooms;
        this.health = health;
    }

    @Override
    public List<Family> families() {
        return List.of(BUILD, READY, CONNECTORS, PLUGINS, GENERATION, UNRECLAIMED, CPU, RESIDENT);
    }

    @Override
    public void read(Samples samples) {
        samples.add(BUILD, 1, Version.number(), Runtime.version().toString());
        samples.add(READY, health.notReady().isEmpty() ? 1 : 0);
        Map<ConnectorState, Integer> connectors = rooms.connectors.overview().counts();
        for (ConnectorState state : ConnectorState.values()) {
            samples.add(CONNECTORS, connectors.getOrDefault(state, 0), state.text());
        }
        plugins(samples);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            samples.add(CPU, system.getProcessCpuTime() / NANOS);
        }
        resident().ifPresent(bytes -> samples.add(RESIDENT, bytes));
    }

    private void plugins(Samples samples) {
        List<PluginView> views = rooms.plugins.views();
        Map<PluginState, Integer> states = new EnumMap<>(PluginState.class);
        Map<String, Long> generations = new TreeMap<>();
        for (PluginView view : views) {
            states.merge(view.state(), 1, Integer::sum);
            if (view.generation() > 0) {
                generations.merge(view.id(), view.generation(), Math::max);
            }
        }
        for (PluginState state : PluginState.values()) {
            samples.add(
                    PLUGINS, states.getOrDefault(state, 0), state.name().toLowerCase(Locale.ROOT));
        }
        generations.forEach((id, generation) -> samples.add(GENERATION, generation, id));
        samples.add(UNRECLAIMED, rooms.plugins.unreclaimed());
    }

    /** Empty where the system does not say. */
    private static OptionalLong resident() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
