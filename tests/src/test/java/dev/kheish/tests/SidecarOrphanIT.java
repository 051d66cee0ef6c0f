package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A child that does not leave when it is asked to, and a host that is killed before it insists. */
@Tag("long")
class SidecarOrphanIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private Sidecar sidecar;
    private DaemonProcess daemon;

    @BeforeEach
    void start() throws Exception {
        sidecar = new Sidecar("stubborn");
        daemon = DaemonProcess.start(folder.resolve("home"));
        sidecar.put(daemon, definition());
    }

    @AfterEach
    void stop() throws InterruptedException {
        daemon.stop();
    }

    @Test
    void ofAPausedConnectorIsEndedByTheNextHost() throws Exception {
        Thread pause = Thread.ofVirtual().start(() -> attempt("POST", sidecar.view() + "/pause"));
        awaitGone("paused");
        restart();
        pause.join();

        awaitNothingLeft();
        assertThat(state()).isEqualTo("paused");
        assertThat(daemon.admin().post(sidecar.view() + "/resume", "").status()).isEqualTo(200);
        sidecar.awaitReady(daemon);
    }

    @Test
    void ofADeletedConnectorIsEndedByTheNextHost() throws Exception {
        Thread deletion = Thread.ofVirtual().start(() -> attempt("DELETE", sidecar.view()));
        awaitGone("");
        restart();
        deletion.join();

        awaitNothingLeft();
        assertThat(daemon.admin().get(sidecar.view()).status()).isEqualTo(404);
    }

    @Test
    void doesNotBlockTheNamesakeThatFollowsAtOnce() throws Exception {
        long old = sidecar.child(daemon).path("pid").asLong();
        assertThat(daemon.admin().delete(sidecar.view()).status()).isEqualTo(200);
        assertThat(ProcessHandle.of(old)).as("the old one is still leaving").isPresent();

        sidecar.put(daemon, definition());

        assertThat(ProcessHandle.of(old).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(sidecar.child(daemon).path("restarts").asInt()).isZero();
        assertThat(sidecar.processes()).containsExactly(sidecar.child(daemon).path("pid").asLong());
    }

    private String definition() {
        return sidecar.ledger(folder.resolve("ledger"), Map.of("STUBBORN", "yes"), "");
    }

    /** The child is asked to leave, and does not. */
    private void awaitGone(String state) throws Exception {
        Deadline.within(PATIENCE, "the connector is '" + state + "'", () -> state().equals(state));
        assertThat(sidecar.processes()).hasSize(1);
    }

    private void awaitNothingLeft() throws Exception {
        Deadline.within(PATIENCE, "nothing runs", () -> sidecar.processes().isEmpty());
    }

    private String state() throws IOException, InterruptedException {
        return daemon.admin().get(sidecar.view()).json().path("state").asText();
    }

    private void restart() throws Exception {
        daemon.kill();
        assertThat(sidecar.processes()).as("orphans").hasSize(1);
        daemon = DaemonProcess.start(folder.resolve("home"));
    }

    private void attempt(String method, String path) {
        try {
            Client admin = daemon.admin();
            if (method.equals("DELETE")) {
                admin.delete(path);
            } else {
                admin.post(path, "");
            }
        } catch (IOException e) {
            return; // the daemon is killed meanwhile
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
