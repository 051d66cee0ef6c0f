package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

final class LedgerTest {
    private static final GenerationRecord PLANNED =
            GenerationRecord.planned(
                    7,
                    new Marker("demo", "http://127.0.0.1:4000", "test-0123456789ab", true),
                    "boot",
                    true,
                    "/tmp/kheish-child-1");

    @TempDir Path folder;
    private TestHost host;
    private Ledger ledger;

    @BeforeEach
    void begin() {
        host = new TestHost(folder);
        ledger = new Ledger(host);
    }

    @AfterEach
    void end() throws InterruptedException {
        host.close();
    }

    @Test
    void readsWhatItWrote() {
        assertThat(ledger.read()).isEmpty();

        ledger.write(PLANNED);
        assertThat(ledger.read()).contains(PLANNED);

        GenerationRecord whole =
                PLANNED.startedAs(new ProcessId(100, 1000))
                        .pinnedTo("own")
                        .having(Set.of(new ProcessId(101, 1001)));
        ledger.write(whole);
        assertThat(ledger.read()).contains(whole);

        ledger.write(whole.over());
        assertThat(ledger.read().orElseThrow().ended()).isTrue();
    }

    @Test
    void takesWhatItCannotReadForNothing() {
        host.state().put("child_process", JsonValue.TRUE);
        assertThat(ledger.read()).isEmpty();

        host.state().put("child_process", JsonValue.EMPTY_JSON_OBJECT);
        assertThat(ledger.read()).isEmpty();
    }

    @Test
    void staysSmall() {
        Set<ProcessId> many = new HashSet<>();
        for (int pid = 0; pid < 5000; pid++) {
            many.add(new ProcessId(pid, Long.MAX_VALUE));
        }

        ledger.write(PLANNED.having(many));

        assertThat(host.state().get("child_process").orElseThrow().toString())
                .hasSizeLessThan(16 * 1024);
    }
}
