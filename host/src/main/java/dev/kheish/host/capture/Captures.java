package dev.kheish.host.capture;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;

/** The lines of all connectors, by incarnation. Safe for use by many threads. */
public final class Captures implements AutoCloseable {
    private final Clock clock;
    private final FolderSource folders;
    private final LogWriter writer = new LogWriter();
    private final ConcurrentHashMap<Long, Capture> captures = new ConcurrentHashMap<>();

    public Captures(Clock clock, FolderSource folders) {
        this.clock = clock;
        this.folders = folders;
    }

    /** The lines of an incarnation that lives. */
    public Capture of(long incarnation) {
        return captures.computeIfAbsent(
                incarnation, _ -> new Capture(clock, writer, new LogFiles(folders, incarnation)));
    }

    /** Lets go of an incarnation that has ended; nothing is written to its folder any more. */
    public void forget(long incarnation) {
        Capture capture = captures.remove(incarnation);
        if (capture != null) {
            capture.forget();
        }
    }

    /** From now on nobody waits for lines. */
    public void stopWaiting() {
        captures.values().forEach(Capture::stopWaiting);
    }

    /** Writes what is not in the files yet. */
    @Override
    public void close() {
        stopWaiting();
        writer.close();
    }
}
