package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts before a command what makes it a well-kept child: standard input, session, limits, user.
 * Each of these replaces itself with the next, so that the process stays the one that was started.
 */
final class CommandLine {
    private static final long BYTES_IN_MIB = 1024L * 1024;
    // What shells set by themselves, and the program did not ask for.
    private static final List<String> SHELL_VARIABLES = List.of("PWD", "OLDPWD", "SHLVL", "_");

    private final ChildSettings settings;
    private final SystemTools tools;

    CommandLine(ChildSettings settings, SystemTools tools) {
        this.settings = settings;
        this.tools = tools;
    }

    /**
     * @param account whom it runs as; the host's own user when null
     */
    List<String> of(@Nullable Account account) {
        List<String> line = new ArrayList<>();
        if (!settings.lifeline()) {
            addNullInput(line);
        }
        tools.setsid().ifPresent(setsid -> line.add(setsid.toString()));
        tools.prlimit().ifPresent(prlimit -> addLimits(line, prlimit));
        if (account != null) {
            Path setpriv = tools.setpriv().orElseThrow();
            line.add(setpriv.toString());
            line.add("--reuid=" + account.uid());
            line.add("--regid=" + account.gid());
            line.add("--init-groups");
            line.add("--no-new-privs");
            line.add("--");
        }
        line.addAll(settings.command());
        return List.copyOf(line);
    }

    /** Otherwise standard input is a pipe, at its end at once. */
    private void addNullInput(List<String> line) {
        Optional<Path> shell = tools.shell();
        Optional<Path> env = tools.env();
        if (shell.isEmpty() || env.isEmpty()) {
            return;
        }
        line.addAll(List.of(shell.get().toString(), "-c", "exec \"$@\" </dev/null", "sh"));
        line.add(env.get().toString());
        Map<String, String> own = settings.environment();
        SHELL_VARIABLES.stream()
                .filter(name -> !own.containsKey(name))
                .forEach(name -> line.addAll(List.of("-u", name)));
    }

    /** A core dump would hold secrets. */
    private void addLimits(List<String> line, Path prlimit) {
        ProcessLimits limits = settings.limits();
        line.add(prlimit.toString());
        line.add("--core=0");
        if (limits.openFiles() > 0) {
            line.add("--nofile=" + limits.openFiles());
        }
        if (limits.processes() > 0) {
            line.add("--nproc=" + limits.processes());
        }
        if (limits.memoryMib() > 0) {
            line.add("--as=" + limits.memoryMib() * BYTES_IN_MIB);
        }
        line.add("--");
    }
}
