package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.SidecarClient;
import dev.kheish.spi.ConnectorContext;

import java.nio.file.Path;

/** What the parts of supervision share. */
record Surroundings(
        ChildSettings settings,
        ConnectorContext context,
        Timing timing,
        ProcessTable table,
        SystemTools tools,
        SidecarClient client,
        Orders orders,
        Identity identity,
        GivenToken token,
        Rotation rotation,
        Board board) {
    static Surroundings of(
            ChildSettings settings, ConnectorContext context, Timing timing, SystemTools tools) {
        GivenToken token = new GivenToken(context);
        return new Surroundings(
                settings,
                context,
                timing,
                new ProcessTable(Path.of("/proc")),
                tools,
                new SidecarClient(
                        settings.baseUrl(),
                        SidecarClient.Reach.OWN_ORIGIN,
                        context,
                        token::forCalls),
                new Orders(),
                new Identity(),
                token,
                new Rotation(settings.restartOnRotation(), timing.coalescing(), System::nanoTime),
                new Board(context, settings.runAs() != null, tools.setsid().isPresent()));
    }

    Port port() {
        return new Port(table, settings.baseUrl());
    }

    Family family() {
        return Family.on(table);
    }

    Runaways runaways() {
        return new Runaways(port(), client);
    }

    Termination termination() {
        return new Termination(family(), new Signaller(table, tools), orders, timing.grace());
    }
}
