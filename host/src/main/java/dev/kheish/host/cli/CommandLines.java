package dev.kheish.host.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Command lines as picocli reads them: every command, its help, and what is wrong with one. */
final class CommandLines {
    private CommandLines() {}

    static int run(String[] args, DaemonCommands daemon, Shell shell) {
        try (Root root = new Root(shell)) {
            CommandLine line = Commands.build(root, daemon, args);
            line.setOut(shell.out());
            line.setErr(shell.err());
            line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi(shell)));
            line.setParameterExceptionHandler(CommandLines::misused);
            line.setExecutionExceptionHandler((e, command, _) -> failed(e, command));
            return line.execute(args);
        }
    }

    private static Ansi ansi(Shell shell) {
        boolean plain = shell.environment().containsKey("NO_COLOR");
        return shell.terminal().interactive() && !plain ? Ansi.ON : Ansi.OFF;
    }

    private static int misused(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(Cells.block(complaint(e, name)));
        if (e.getMessage() != null && e.getMessage().startsWith("Missing required subcommand")) {
            command.usage(command.getErr(), command.getColorScheme());
            return Exit.REFUSED.code();
        }
        UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("Try: " + name + " --help");
        return Exit.REFUSED.code();
    }

    private static String complaint(ParameterException e, String command) {
        if (!(e instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return String.valueOf(e.getMessage());
        }
        String first = unmatched.getUnmatched().getFirst();
        if (first.startsWith("-")) {
            return "'%s' has no option '%s'.".formatted(command, first);
        }
        return e.getCommandLine().getSubcommands().isEmpty()
                ? "'%s' does not expect the argument '%s'; words that belong together need quotes."
                        .formatted(command, first)
                : "'%s' has no command '%s'.".formatted(command, first);
    }

    private static int failed(Exception e, CommandLine command) throws Exception {
        if (!(e instanceof CommandFailure failure)) {
            throw e;
        }
        command.getOut().flush();
        command.getErr().println(failure.sentence());
        failure.details().forEach(line -> command.getErr().println("  " + line));
        return failure.exit().code();
    }
}
