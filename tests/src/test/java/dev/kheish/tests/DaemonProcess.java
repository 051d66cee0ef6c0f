package dev.kheish.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One life of the packed daemon, as an operator starts it. */
final class DaemonProcess implements AutoCloseable {
    private static final Path DIST = Path.of(System.getProperty("kheish.dist"));
    private static final Pattern READY = Pattern.compile("ready (http://\\S+) .*");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path home;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch readyOrGone = new CountDownLatch(1);
    private volatile String url = "";

    private DaemonProcess(Process process, Path home) {
        this.process = process;
        this.home = home;
    }

    /** Starts a daemon on a free port and waits until it says that it is ready. */
    static DaemonProcess start(Path home, String... more) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                DIST.resolve("bin/kheish").toString(),
                                "serve",
                                "--home",
                                home.toString(),
                                "--port",
                                "0"));
        command.addAll(Arrays.asList(more));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        DaemonProcess daemon = new DaemonProcess(builder.start(), home);
        Thread.ofPlatform().daemon().name("daemon-output").start(daemon::read);
        if (!daemon.readyOrGone.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                || daemon.url.isEmpty()) {
            daemon.kill();
            throw new IllegalStateException("The daemon did not get ready:\n" + daemon.output());
        }
        return daemon;
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                Matcher ready = READY.matcher(line);
                if (ready.matches()) {
                    url = ready.group(1);
                    readyOrGone.countDown();
                }
            }
        } catch (IOException e) {
            lines.add("(output ended: " + e.getMessage() + ")");
        } finally {
            readyOrGone.countDown();
        }
    }

    String url() {
        return url;
    }

    long pid() {
        return process.pid();
    }

    String adminToken() throws IOException {
        return Files.readString(home.resolve("admin-token")).strip();
    }

    Client admin() throws IOException {
        return new Client(url, adminToken());
    }

    String output() {
        return String.join("\n", lines);
    }

    /** SIGKILL: no chance to tidy up. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, as a service manager does it; the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("The daemon did not stop:\n" + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
