package dev.kheish.sample.irc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real ngIRCd on a port of its own, ended with the test. */
final class Ngircd implements AutoCloseable {
    private final Path configuration;
    private final Path program;
    private final int port;
    private Process process;

    private Ngircd(Path program, Path configuration, int port) {
        this.program = program;
        this.configuration = configuration;
        this.port = port;
    }

    /** Where it is installed, if it is. */
    static Optional<Path> installed() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "ngircd"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Ngircd start(Path program, Path folder, String password) throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String user = System.getProperty("user.name");
        Path configuration =
                Files.writeString(
                        folder.resolve("ngircd.conf"),
                        """
                        [Global]
                        Name = irc.test.example
                        Info = a server for a test
                        Listen = 127.0.0.1
                        Ports = %d
                        Password = %s
                        ServerUID = %s
                        ServerGID = %s
                        MotdPhrase = hello
                        [Limits]
                        MaxConnectionsIP = 0
                        MaxNickLength = 20
                        [Options]
                        DNS = no
                        Ident = no
                        PAM = no
                        """
                                .formatted(port, password, user, user));
        var server = new Ngircd(program, configuration, port);
        server.start();
        return server;
    }

    void start() throws Exception {
        process =
                new ProcessBuilder(
                                program.toString(),
                                "--nodaemon",
                                "--config",
                                configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(configuration.resolveSibling("ngircd.log").toFile())
                        .start();
        Deadline.until("ngircd listens", this::listens);
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError(
                    "ngircd ended: "
                            + Files.readString(configuration.resolveSibling("ngircd.log")));
        }
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** Ends it, as a machine that goes down would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
