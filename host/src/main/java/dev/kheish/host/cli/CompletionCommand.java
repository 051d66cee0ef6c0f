package dev.kheish.host.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** {@code kheish completion}. */
@Command(
        footer = {
            "",
            "bash:  source <(kheish completion bash)",
            "zsh:   kheish completion zsh > ~/.zsh-kheish && echo 'source ~/.zsh-kheish' >> ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {
    /** Shells that there is a script for. */
    enum Target {
        bash,
        zsh
    }

    private final Shell shell;
    private final CommandLine program;

    @Parameters(
            paramLabel = "SHELL",
            defaultValue = "bash",
            description = "bash or zsh; bash by default.")
    @SuppressWarnings("unused") // only checked: one script serves both
    private Target target = Target.bash;

    CompletionCommand(Shell shell, CommandLine program) {
        this.shell = shell;
        this.program = program;
    }

    @Override
    public Integer call() {
        // One script serves both: it starts zsh's own emulation of bash completion when it finds
        // itself there.
        shell.out().print(AutoComplete.bash("kheish", program));
        return Exit.OK.code();
    }
}
