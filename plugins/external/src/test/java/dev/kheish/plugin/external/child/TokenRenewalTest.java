package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.Lease;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

final class TokenRenewalTest {
    @TempDir Path folder;
    private TestHost host;
    private Credentials credentials;
    private TokenRenewal renewal;
    private long now = Long.MAX_VALUE - 1000; // such a clock may overflow

    @BeforeEach
    void begin() throws BlockedException {
        host = new TestHost(folder);
        credentials = Credentials.grant(host, Sidecars.sh("").slots("A").settings(), null);
        renewal = new TokenRenewal(credentials, host.log(), Lease.TOKEN_RENEWAL, () -> now);
    }

    @AfterEach
    void end() throws InterruptedException {
        credentials.close();
        host.close();
    }

    @Test
    void givesANewTokenEveryTwoMinutes() throws IOException {
        assertThat(token()).isEqualTo("token-1-2"); // the first is in the environment

        after(Duration.ofSeconds(119));
        assertThat(token()).isEqualTo("token-1-2");

        after(Duration.ofSeconds(1));
        assertThat(token()).isEqualTo("token-1-3");
        after(Duration.ZERO);
        assertThat(token()).isEqualTo("token-1-3");

        after(Duration.ofSeconds(120));
        assertThat(token()).isEqualTo("token-1-4");
    }

    @Test
    void triesAgainSoonWhenTheFileCannotBeWritten() throws IOException {
        Path elsewhere = folder.resolveSibling(folder.getFileName() + "-away");
        Files.move(folder, elsewhere);
        after(Duration.ofSeconds(120));
        Files.move(elsewhere, folder);

        after(Duration.ofSeconds(14));
        assertThat(token()).isEqualTo("token-1-2");

        after(Duration.ofSeconds(1));
        assertThat(token()).isEqualTo("token-1-4");
    }

    @Test
    void leavesTheFileAloneWhenTheLeaseHasEnded() throws IOException {
        host.leases.granted.getFirst().revoke();

        after(Duration.ofSeconds(120));

        assertThat(token()).isEqualTo("token-1-2");
        assertThat(credentials.isRevoked()).isTrue();
    }

    @Test
    void neverShowsHalfAToken() throws IOException {
        for (int time = 0; time < 50; time++) {
            after(Duration.ofSeconds(120));
            assertThat(token()).isEqualTo("token-1-" + (3 + time));
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(credentials.file());
        }
    }

    private void after(Duration time) {
        now += time.toNanos();
        renewal.renewIfDue();
    }

    private String token() throws IOException {
        return Files.readString(credentials.file());
    }
}
