package dev.kheish.plugin.external.child;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The programs of the system that help to start others. Looked for in the folders of the system
 * alone: what lies elsewhere in {@code PATH} is not to be trusted with it. Immutable.
 */
final class SystemTools {
    private static final List<Path> FOLDERS =
            List.of(
                    Path.of("/usr/bin"),
                    Path.of("/bin"),
                    Path.of("/usr/sbin"),
                    Path.of("/sbin"),
                    Path.of("/usr/local/bin"),
                    Path.of("/usr/local/sbin"));

    private final List<Path> folders;

    SystemTools(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** Those of this machine. */
    static SystemTools ofThisMachine() {
        return new SystemTools(FOLDERS);
    }

    /** Runs a short script. */
    Optional<Path> shell() {
        return find("sh");
    }

    /** Takes variables away again. */
    Optional<Path> env() {
        return find("env");
    }

    /** Gives a program a session and a group of its own. */
    Optional<Path> setsid() {
        return find("setsid");
    }

    /** Makes a program another user's. */
    Optional<Path> setpriv() {
        return find("setpriv");
    }

    /** Limits what a program may use. */
    Optional<Path> prlimit() {
        return find("prlimit");
    }

    /** Knows users and groups. */
    Optional<Path> getent() {
        return find("getent");
    }

    private Optional<Path> find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
