package dev.kheish.host.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The commands of the program. Only those that the arguments name are built in full: the others
 * would cost more time than the command itself.
 */
final class Commands {
    private static final String COMPLETION = "completion";

    /** A word on the command line and what stands behind it. */
    private record Entry(String name, String description, Supplier<Object> command) {}

    private Commands() {}

    static CommandLine build(Root root, DaemonCommands daemon, String[] args) {
        CommandLine line = new CommandLine(root);
        Set<String> words = Set.copyOf(Arrays.asList(args));
        for (Entry entry : entries(root, daemon, line)) {
            CommandLine sub =
                    words.contains(entry.name()) || words.contains(COMPLETION)
                            ? new CommandLine(entry.command().get())
                            : new CommandLine(CommandSpec.create());
            sub.getCommandSpec().usageMessage().description(entry.description());
            line.addSubcommand(entry.name(), sub);
        }
        line.setUsageHelpWidth(width(root.shell().terminal()));
        layOut(line);
        line.registerConverter(Duration.class, Spans::parse);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        return line;
    }

    private static List<Entry> entries(Root root, DaemonCommands daemon, CommandLine line) {
        return List.of(
                new Entry("serve", "Runs the daemon.", () -> new ServeCommand(root, daemon)),
                new Entry(
                        "demo",
                        "Shows a round trip in a daemon of its own.",
                        () -> new DemoCommand(daemon)),
                new Entry(
                        "check",
                        "Looks for mistakes in settings, connectors and plugins.",
                        () -> new CheckCommand(root, daemon)),
                new Entry("status", "Shows how the daemon is.", () -> new StatusCommand(root)),
                new Entry(
                        "send",
                        "Sends an event to an HTTP connector and follows its run to the answer.",
                        () -> new SendCommand(root)),
                new Entry(
                        "connectors",
                        "Lists, makes, changes and deletes connectors.",
                        () -> new ConnectorCommands(root)),
                new Entry(
                        "kinds",
                        "Shows the kinds of connectors and their settings.",
                        () -> new KindCommands(root)),
                new Entry(
                        "plugins",
                        "Shows the loaded plugins, and checks one.",
                        () -> new PluginCommands(root, daemon)),
                new Entry(
                        "sessions",
                        "Shows conversations, where their answers go, and starts runs.",
                        () -> sessions(root)),
                new Entry(
                        "runs",
                        "Shows runs, waits for them, and does them.",
                        () -> new RunCommands(root)),
                new Entry(
                        "deliveries",
                        "Shows answers on their way, and sends dead letters again.",
                        () -> new DeliveryCommands(root)),
                new Entry(
                        "secrets",
                        "Stores secrets, never shows one, and says who may read them.",
                        () -> secrets(root)),
                new Entry(
                        "tokens",
                        "Makes and revokes tokens for the control plane.",
                        () -> new TokenCommands(root)),
                new Entry("audit", "Shows who changed what.", () -> new AuditCommands(root)),
                new Entry(
                        "events",
                        "Shows what happens, as it happens.",
                        () -> new EventsCommand(root)),
                new Entry(
                        "sidecar",
                        "Checks programs that speak for platforms.",
                        () -> sidecar(root)),
                new Entry(
                        COMPLETION,
                        "Prints a completion script for bash or zsh.",
                        () -> new CompletionCommand(root.shell(), line)));
    }

    private static Object sessions(Root root) {
        CommandLine sessions = new CommandLine(new SessionCommands(root));
        sessions.addSubcommand("targets", new TargetCommands(root));
        return sessions.getCommandSpec();
    }

    private static Object secrets(Root root) {
        CommandLine secrets = new CommandLine(new SecretCommands(root));
        secrets.addSubcommand("leases", new LeaseCommands(root));
        secrets.addSubcommand("subjects", new SubjectCommands(root));
        return secrets.getCommandSpec();
    }

    private static Object sidecar(Root root) {
        CommandLine sidecar = new CommandLine(new SidecarCommands());
        sidecar.addSubcommand("check", new SidecarCheckCommand(root));
        return sidecar.getCommandSpec();
    }

    private static int width(Terminal terminal) {
        return terminal.interactive() ? Math.clamp(terminal.width(), 60, 100) : 100;
    }

    // What a command alone understands comes first; what all of them share follows below its own
    // heading.
    private static void layOut(CommandLine line) {
        UsageMessageSpec usage = line.getCommandSpec().usageMessage();
        usage.abbreviateSynopsis(true);
        usage.commandListHeading("%nCommands:%n");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, _ -> "");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, Commands::options);
        line.getSubcommands().values().forEach(Commands::layOut);
    }

    private static String options(Help help) {
        List<OptionSpec> all = help.commandSpec().options();
        boolean root = help.commandSpec().parent() == null;
        List<OptionSpec> own = all.stream().filter(o -> !root && !o.inherited()).toList();
        List<OptionSpec> shared = all.stream().filter(o -> root || o.inherited()).toList();
        return section("%nOptions:%n", own, help)
                + section("%nOptions of every command:%n", shared, help);
    }

    private static String section(String heading, List<OptionSpec> options, Help help) {
        return options.isEmpty()
                ? ""
                : heading.replace("%n", System.lineSeparator())
                        + help.optionListExcludingGroups(options);
    }
}
