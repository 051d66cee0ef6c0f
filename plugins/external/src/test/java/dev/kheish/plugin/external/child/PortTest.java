package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

final class PortTest {
    private static final String COLUMNS = "  sl  local_address rem_address   st\n";

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "0100007F, 127.0.0.1, true",
        "00000000, 127.0.0.1, true",
        "0200007F, 127.0.0.1, false",
        "0101A8C0, 127.0.0.1, false",
        "0000000000000000FFFF00000100007F, 127.0.0.1, true",
        "00000000000000000000000000000000, 127.0.0.1, true",
        "00000000000000000000000001000000, 127.0.0.1, false",
        "00000000000000000000000001000000, [::1], true",
        "0100007F, [::1], false",
        "0100007F, localhost, true",
        "00000000000000000000000001000000, api.localhost, true",
        "0101A8C0, localhost, false",
    })
    void tellsWhichAddressesAnswerForAHost(String address, String host, boolean taken) {
        FakeProc proc = new FakeProc(folder);
        proc.write("self/net/tcp", COLUMNS + line(address, "0A", 77));

        assertThat(new Port(proc.table(), "http://" + host + ":8080").isTaken()).isEqualTo(taken);
        assertThat(new Port(proc.table(), "http://" + host + ":8081").isTaken()).isFalse();
    }

    @Test
    void countsOnlySocketsThatListen() {
        FakeProc proc = new FakeProc(folder);
        proc.write("self/net/tcp", COLUMNS + line("0100007F", "01", 77));

        assertThat(new Port(proc.table(), "http://127.0.0.1:8080").isTaken()).isFalse();
    }

    @Test
    void knowsItsOwnFromStrangers() {
        FakeProc proc = new FakeProc(folder);
        ProcessId ours = proc.process(100, 1, 1, 100);
        ProcessId other = proc.process(200, 1, 1, 200);
        proc.socket(100, 77);
        proc.write("self/net/tcp", COLUMNS + line("0100007F", "0A", 77));
        Port port = new Port(proc.table(), "http://127.0.0.1:8080");

        assertThat(port.heldBy(Set.of(ours))).isEqualTo(Port.Holder.OURS);
        assertThat(port.heldBy(Set.of(other))).isEqualTo(Port.Holder.STRANGER);
        assertThat(port.heldBy(Set.of())).isEqualTo(Port.Holder.STRANGER);
        assertThat(port.holder()).hasValue(100);
    }

    @Test
    void saysSoWhenItCannotBeTold() {
        FakeProc proc = new FakeProc(folder);
        ProcessId ours = proc.process(100, 1, 1, 100);
        proc.write("self/net/tcp", COLUMNS + line("0100007F", "0A", 77));
        Port port = new Port(proc.table(), "http://127.0.0.1:8080");

        assertThat(port.heldBy(Set.of(ours))).isEqualTo(Port.Holder.UNKNOWN);
        assertThat(port.holder()).isEmpty();
        assertThat(port.isTaken()).isTrue();
    }

    @Test
    void aStrangerBesideItsOwnIsAStranger() {
        FakeProc proc = new FakeProc(folder);
        ProcessId ours = proc.process(100, 1, 1, 100);
        proc.process(200, 1, 1, 200);
        proc.socket(100, 77);
        proc.socket(200, 78);
        proc.write(
                "self/net/tcp", COLUMNS + line("0100007F", "0A", 77) + line("00000000", "0A", 78));

        assertThat(new Port(proc.table(), "http://127.0.0.1:8080").heldBy(Set.of(ours)))
                .isEqualTo(Port.Holder.STRANGER);
    }

    @Test
    void seesRealSocketsOfThisMachine() throws IOException {
        Path proc = Path.of("/proc");
        assumeThat(Files.exists(proc.resolve("self/net/tcp"))).isTrue();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Port port =
                    new Port(new ProcessTable(proc), "http://127.0.0.1:" + socket.getLocalPort());

            assertThat(port.isTaken()).isTrue();
            assertThat(port.holder()).hasValue(ProcessHandle.current().pid());
        }
    }

    @Test
    void isFreeOnceNobodyListens() throws IOException {
        int number;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            number = socket.getLocalPort();
            assertThat(port(number).isFree()).isFalse();
            try (var _ = new Socket(socket.getInetAddress(), number)) {
                socket.accept().close(); // leaves a connection that waits for its end
            }
        }
        assertThat(port(number).isFree()).isTrue();
    }

    private static Port port(int number) {
        return new Port(new ProcessTable(Path.of("/proc")), "http://localhost:" + number);
    }

    @Test
    void knowsTheUsualPorts() {
        FakeProc proc = new FakeProc(folder);

        assertThat(new Port(proc.table(), "http://localhost").number()).isEqualTo(80);
        assertThat(new Port(proc.table(), "https://localhost").number()).isEqualTo(443);
    }

    private static String line(String address, String state, long inode) {
        return "   0: %s:1F90 00000000:0000 %s 00000000:00000000 00:00000000 00000000  0  0 %d 1 0\n"
                .formatted(address, state, inode);
    }
}
