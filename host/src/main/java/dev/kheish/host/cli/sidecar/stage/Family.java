package dev.kheish.host.cli.sidecar.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A sidecar's process with everything that it started, also what has lost its parent. Safe for use
 * by many threads.
 */
final class Family {
    private static final System.Logger LOG = System.getLogger(Family.class.getName());
    private static final Path PROC = Path.of("/proc");
    private static final List<Path> SETSID =
            List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));
    private static final long KILL_SECONDS = 5;
    private static final int AFTER_NAME_STATE = 0;
    private static final int AFTER_NAME_SESSION = 3;

    private final Process process;
    private final String mark;
    private final Map<Long, ProcessHandle> known = new LinkedHashMap<>();

    /**
     * @param mark stands in the environment of this family and of no other
     */
    Family(Process process, String mark) {
        this.process = process;
        this.mark = mark;
    }

    /** What goes before a command to give it a session of its own, where that can be had. */
    static List<String> ownSession() {
        return SETSID.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .map(path -> List.of(path.toString()))
                .orElse(List.of());
    }

    /**
     * Looks who belongs to it now: once a parent is dead its children are no longer to be found.
     */
    synchronized void look() {
        process.descendants().forEach(child -> known.put(child.pid(), child));
        members().forEach(child -> known.put(child.pid(), child));
    }

    /** Everyone but the process itself who still lives. */
    synchronized List<ProcessHandle> survivors() {
        look();
        known.remove(process.pid());
        return known.values().stream().filter(Family::lives).toList();
    }

    /** Sends a signal to its whole group. */
    void signal(String name) throws InterruptedException {
        boolean grouped = !ownSession().isEmpty();
        String target = grouped ? "-" + process.pid() : Long.toString(process.pid());
        try {
            Process kill =
                    new ProcessBuilder("kill", "-" + name, "--", target)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!kill.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "No program kill: only the process is ended", e);
            process.destroy();
        }
    }

    /** Ends all of it at once; harmless if nothing is left. */
    void kill() {
        List<ProcessHandle> others = survivors();
        process.destroyForcibly();
        others.forEach(ProcessHandle::destroyForcibly);
        survivors().forEach(ProcessHandle::destroyForcibly);
    }

    private List<ProcessHandle> members() {
        List<ProcessHandle> members = new ArrayList<>();
        if (!Files.isDirectory(PROC)) {
            return members;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path one : all) {
                long pid = Long.parseLong(one.getFileName().toString());
                if (pid != process.pid() && (inSession(one) || marked(one))) {
                    ProcessHandle.of(pid).ifPresent(members::add);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The list of processes cannot be read", e);
        }
        return members;
    }

    private boolean inSession(Path one) {
        return !ownSession().isEmpty()
                && stat(one, AFTER_NAME_SESSION)
                        .map(session -> session.equals(Long.toString(process.pid())))
                        .orElse(false);
    }

    private boolean marked(Path one) {
        return text(one.resolve("environ")).map(text -> text.contains(mark)).orElse(false);
    }

    // One that nobody has asked how it ended is listed, but does not live.
    private static boolean lives(ProcessHandle handle) {
        Path one = PROC.resolve(Long.toString(handle.pid()));
        boolean dead = stat(one, AFTER_NAME_STATE).map(state -> state.equals("Z")).orElse(false);
        return handle.isAlive() && !dead;
    }

    private static Optional<String> stat(Path one, int field) {
        return text(one.resolve("stat"))
                .map(text -> text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1))
                .flatMap(fields -> Stream.of(fields).skip(field).findFirst());
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // Gone meanwhile, or somebody else's.
            return Optional.empty();
        }
    }
}
