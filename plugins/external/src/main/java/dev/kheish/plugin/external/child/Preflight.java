package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.Nullable;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** Finds out before a start what would make it fail in words that nobody understands. */
final class Preflight {
    private final ChildSettings settings;
    private final SystemTools tools;
    private final Rights rights;

    Preflight(ChildSettings settings, SystemTools tools, Rights rights) {
        this.settings = settings;
        this.tools = tools;
        this.rights = rights;
    }

    /** Whom the child is to run as; null for the host's own user. */
    @Nullable
    Account account() throws BlockedException, InterruptedException {
        RunAs runAs = settings.runAs();
        if (runAs == null) {
            return null;
        }
        if (tools.setpriv().isEmpty()) {
            throw new BlockedException(
                    "child_process.run_as needs the program setpriv (package util-linux), which"
                            + " this machine does not have.");
        }
        Account account = new Accounts(tools).find(runAs);
        if (account.uid() == 0) {
            throw new BlockedException(
                    "child_process.run_as.user: '"
                            + runAs.user()
                            + "' may do everything; name a user without rights.");
        }
        if (!rights.canActForOthers()) {
            throw new BlockedException(
                    "child_process.run_as: the host may not start programs of other users. Run it"
                            + " as root or with the capabilities CAP_SETUID, CAP_SETGID, CAP_KILL"
                            + " and CAP_CHOWN, or remove run_as.");
        }
        return account;
    }

    /**
     * Whether the system can take these variables at all; said without their values, which what
     * starts programs would quote.
     */
    static void checkVariables(Map<String, String> environment) throws BlockedException {
        for (Map.Entry<String, String> each : environment.entrySet()) {
            String name = each.getKey();
            if (name.isEmpty() || name.contains("=") || name.indexOf('\0') >= 0) {
                throw new BlockedException(
                        "child_process.env: '%s' cannot be the name of a variable."
                                .formatted(name.replace('\0', '?')));
            }
            if (each.getValue().indexOf('\0') >= 0) {
                throw new BlockedException(
                        "The value of the variable %s holds a NUL, which no environment can."
                                .formatted(name));
            }
        }
    }

    /** The tools, the folder and the program. */
    void check(Map<String, String> environment) throws BlockedException {
        if (!settings.limits().equals(ProcessLimits.NONE) && tools.prlimit().isEmpty()) {
            throw new BlockedException(
                    "child_process.limits needs the program prlimit (package util-linux), which"
                            + " this machine does not have.");
        }
        checkProgram(workingDir(), environment.getOrDefault("PATH", ""));
    }

    /** The folder that the child starts in. */
    Path workingDir() throws BlockedException {
        String configured = settings.workingDir();
        if (configured == null) {
            return Path.of("").toAbsolutePath();
        }
        Path folder = path("child_process.working_dir", configured).toAbsolutePath();
        if (!Files.isDirectory(folder)) {
            throw new BlockedException(
                    "child_process.working_dir: "
                            + folder
                            + (Files.exists(folder) ? " is no folder." : " does not exist."));
        }
        return folder;
    }

    private void checkProgram(Path folder, String path) throws BlockedException {
        String program = settings.command().getFirst();
        if (program.contains("/")) {
            Path file = folder.resolve(path("child_process.command", program));
            if (!Files.exists(file)) {
                throw new BlockedException("child_process.command: " + file + " does not exist.");
            }
            if (Files.isDirectory(file) || !Files.isExecutable(file)) {
                throw new BlockedException(
                        "child_process.command: " + file + " is no program that can be run.");
            }
            return;
        }
        for (String each : path.split(":", -1)) {
            Path file = folder.resolve(path("PATH", each)).resolve(program);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return;
            }
        }
        throw new BlockedException(
                "child_process.command: there is no program '%s' in PATH (%s)."
                        .formatted(program, path));
    }

    private static Path path(String setting, String text) throws BlockedException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BlockedException(setting + ": this is no path: " + e.getReason());
        }
    }
}
