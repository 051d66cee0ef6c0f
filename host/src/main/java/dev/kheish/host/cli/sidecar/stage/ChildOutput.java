package dev.kheish.host.cli.sidecar.stage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** The last lines that a sidecar printed. Safe for use by many threads. */
public final class ChildOutput {
    private static final System.Logger LOG = System.getLogger(ChildOutput.class.getName());
    private static final int LINES = 40;
    private static final int LONGEST = 8 * 1024;

    private final Secrets secrets;
    private final Deque<String> last = new ArrayDeque<>();
    private final Set<String> leaked;

    /**
     * @param leaked gets the names of the secrets that are printed; safe for use by many threads
     */
    ChildOutput(Secrets secrets, Set<String> leaked) {
        this.secrets = secrets;
        this.leaked = leaked;
    }

    /** Reads a stream to its end, so that the sidecar never waits for a reader. */
    Thread follow(InputStream stream) {
        return Thread.ofVirtual().name("check-output").start(() -> read(stream));
    }

    public synchronized String lastLines(int count) {
        return String.join("\n", last.stream().skip(Math.max(0, last.size() - count)).toList());
    }

    /** How many of the last lines have this text. */
    public synchronized long lines(String text) {
        return last.stream().filter(line -> line.contains(text)).count();
    }

    public synchronized boolean isEmpty() {
        return last.isEmpty();
    }

    private void read(InputStream stream) {
        try (stream) {
            StringBuilder line = new StringBuilder();
            byte[] bytes = new byte[4096];
            for (int n = stream.read(bytes); n >= 0; n = stream.read(bytes)) {
                // Secrets are made of ASCII: it does not matter that a letter may be cut in two.
                String text = new String(bytes, 0, n, StandardCharsets.UTF_8);
                for (int i = 0; i < text.length(); i++) {
                    char c = text.charAt(i);
                    if (c == '\n' || line.length() >= LONGEST) {
                        take(line.toString());
                        line.setLength(0);
                    }
                    if (c != '\n' && c != '\r') {
                        line.append(c);
                    }
                }
            }
            if (!line.isEmpty()) {
                take(line.toString());
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The output of the sidecar ended early", e);
        }
    }

    private synchronized void take(String line) {
        secrets.in(line).ifPresent(leaked::add);
        last.add(line);
        if (last.size() > LINES) {
            last.remove();
        }
    }
}
