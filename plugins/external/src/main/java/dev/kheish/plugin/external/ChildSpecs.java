package dev.kheish.plugin.external;

import dev.kheish.spi.SettingSpec;

import java.util.List;

/** The members of {@code child_process}. */
final class ChildSpecs {
    static final String COMMAND = "command";
    static final String ARGS = "args";
    static final String ENV = "env";
    static final String SLOTS = "credential_slots";
    static final String WORKING_DIR = "working_dir";
    static final String RESTART_ON_ROTATION = "restart_on_rotation";
    static final String LIFELINE = "lifeline";
    static final String RUN_AS = "run_as";
    static final String USER = "user";
    static final String GROUP = "group";
    static final String LIMITS = "limits";
    static final String OPEN_FILES = "open_files";
    static final String PROCESSES = "processes";
    static final String MEMORY_MIB = "memory_mib";

    // What Linux takes at most for the first two; the third is a petabyte.
    private static final long MOST_OPEN_FILES = 1 << 30;
    private static final long MOST_PROCESSES = 1 << 22;
    private static final long MOST_MEMORY_MIB = 1 << 30;

    static final List<SettingSpec> SPECS =
            List.of(
                    SettingSpec.string(COMMAND)
                            .required()
                            .describedAs(
                                    "The program: a path, or a name to look up in `PATH`. No shell"
                                            + " reads it."),
                    SettingSpec.strings(ARGS)
                            .verbatim()
                            .adminOnly()
                            .describedAs("Its arguments, each as it stands; no secrets."),
                    SettingSpec.hiddenMap(ENV, "env_keys")
                            .describedAs(
                                    "Variables for its environment, which otherwise holds little"
                                            + " more than `PATH`, `HOME` and the language. Values"
                                            + " are not shown again, but secrets belong into"
                                            + " credential_slots."),
                    SettingSpec.slots(SLOTS, "credential_env_keys")
                            .describedAs(
                                    "Names under which it fetches secrets, each with the slot that"
                                            + " holds the secret."),
                    SettingSpec.string(WORKING_DIR)
                            .describedAs("The folder it starts in; the host's own when absent."),
                    SettingSpec.bool(RESTART_ON_ROTATION, true)
                            .describedAs(
                                    "Whether it is started anew when one of its secrets changes."),
                    SettingSpec.bool(LIFELINE, false)
                            .describedAs(
                                    "Set it to true for a program that leaves when its standard"
                                            + " input ends, so that none outlives the host."),
                    SettingSpec.object(RUN_AS, runAs())
                            .describedAs(
                                    "The user that it runs as. Without it the program can read"
                                            + " whatever the host can."),
                    SettingSpec.object(LIMITS, limits())
                            .describedAs("What it may use of the machine."));

    private ChildSpecs() {}

    private static List<SettingSpec> runAs() {
        return List.of(
                SettingSpec.string(USER).required().describedAs("Name or number of the user."),
                SettingSpec.string(GROUP)
                        .describedAs("Name or number of the group; the user's own when absent."));
    }

    private static List<SettingSpec> limits() {
        return List.of(
                SettingSpec.integer(OPEN_FILES, 0)
                        .between(0, MOST_OPEN_FILES)
                        .describedAs("Open files of each process; 0 leaves it as it is."),
                SettingSpec.integer(PROCESSES, 0)
                        .between(0, MOST_PROCESSES)
                        .describedAs("Processes and threads of its user; 0 leaves it as it is."),
                SettingSpec.integer(MEMORY_MIB, 0)
                        .between(0, MOST_MEMORY_MIB)
                        .describedAs(
                                "Address space of each process in MiB; 0 leaves it as it is."));
    }
}
