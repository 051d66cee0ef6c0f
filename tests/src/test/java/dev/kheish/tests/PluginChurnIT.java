package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A jar that is replaced again and again costs no more than one that was replaced once. */
@Tag("long")
final class PluginChurnIT {
    private static final int REPLACEMENTS = 50;
    private static final int SETTLED_AFTER = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LOADER = Pattern.compile("plugin-churn#");
    private static final Pattern METASPACE =
            Pattern.compile("jvm_memory_used_bytes\\{[^}]*id=\"Metaspace\"[^}]*} (\\S+)");

    @TempDir Path folder;

    @Test
    void fiftyReplacementsLeaveOneGenerationInMemoryAndOneCopyOnDisk() throws Exception {
        Path home = folder.resolve("home");
        Path jar = home.resolve("plugins/churn.jar");
        Path config =
                Files.writeString(
                        folder.resolve("kheish.yaml"),
                        "plugins: {rescan-every: 100ms, drain-for: 5s}\n");
        PluginJar.good("churn", "0").writeTo(jar);
        try (DaemonProcess daemon = DaemonProcess.start(home, "--config", config.toString())) {
            Client admin = daemon.admin();
            admin.put(
                    "/v1/runtime/connectors/churn/desk",
                    "{\"session_policy\":{\"create_if_missing\":true}}");
            long settled = 0;
            for (int version = 1; version <= REPLACEMENTS; version++) {
                PluginJar.good("churn", "" + version).writeTo(jar);
                awaitServing(daemon, "" + version);
                if (version == SETTLED_AFTER) {
                    awaitOneLoader(daemon);
                    settled = metaspace(daemon);
                }
            }
            awaitOneLoader(daemon);
            long after = metaspace(daemon);

            System.out.printf(
                    "PluginChurnIT: metaspace %d K after %d replacements, %d K after %d%n",
                    settled, SETTLED_AFTER, after, REPLACEMENTS);
            assertThat(after).isLessThan(settled + 2048);
            assertThat(admin.get("/v1/status").json().findValue("unreclaimed").asInt()).isZero();
            try (Stream<Path> copies = Files.list(home.resolve("staging"))) {
                long shipped = admin.get("/v1/runtime/plugins").json().size();
                assertThat(copies.count()).isEqualTo(shipped);
            }
        }
    }

    private static void awaitServing(DaemonProcess daemon, String version) throws Exception {
        Deadline.within(
                PATIENCE,
                "version " + version + " serves",
                () ->
                        new Client(daemon.url(), "")
                                .post("/v1/connectors/churn/desk/events", "e" + version)
                                .header("Served-By")
                                .equals(version));
    }

    private static void awaitOneLoader(DaemonProcess daemon) throws Exception {
        Deadline.within(
                PATIENCE,
                "one class loader is left",
                () -> LOADER.matcher(jcmd(daemon, "VM.classloaders")).results().count() == 1);
    }

    private static long metaspace(DaemonProcess daemon) throws Exception {
        String page = daemon.admin().get("/metrics").text();
        Matcher used = METASPACE.matcher(page);
        assertThat(used.find()).as(page).isTrue();
        return (long) Double.parseDouble(used.group(1)) / 1024;
    }

    private static String jcmd(DaemonProcess daemon, String command)
            throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd");
        Process process =
                new ProcessBuilder(jcmd.toString(), Long.toString(daemon.pid()), command)
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
