package dev.kheish.host.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
final class RecentLookupsTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    private static final List<InetAddress> SOMEWHERE = List.of(InetAddress.ofLiteral("1.1.1.1"));

    private final TestClock clock = new TestClock();
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void asksOnceASecondForEachName() throws Exception {
        try (var lookups = new RecentLookups(this::answer, clock)) {
            lookups.resolve("a.example", PATIENCE);
            clock.advance(Duration.ofMillis(999));
            lookups.resolve("a.example", PATIENCE);
            assertThat(asked).hasValue(1);

            lookups.resolve("b.example", PATIENCE);
            assertThat(asked).hasValue(2);

            clock.advance(Duration.ofMillis(1));
            assertThat(lookups.resolve("a.example", PATIENCE)).isEqualTo(SOMEWHERE);
            assertThat(asked).hasValue(3);
        }
    }

    @Test
    void remembersNoFailure() throws Exception {
        HostResolver failingAtFirst =
                host -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new UnknownHostException(host);
                    }
                    return SOMEWHERE;
                };
        try (var lookups = new RecentLookups(failingAtFirst, clock)) {
            assertThatThrownBy(() -> lookups.resolve("a.example", PATIENCE))
                    .isInstanceOf(UnknownHostException.class);

            assertThat(lookups.resolve("a.example", PATIENCE)).isEqualTo(SOMEWHERE);
        }
    }

    @Test
    void takesAResolverThatBreaksForOneThatKnowsNothing() {
        HostResolver broken =
                _ -> {
                    throw new IllegalStateException("broken");
                };
        try (var lookups = new RecentLookups(broken, clock)) {
            assertThatThrownBy(() -> lookups.resolve("a.example", PATIENCE))
                    .isInstanceOf(UnknownHostException.class);
        }
    }

    @Test
    void letsLaterCallersWaitForTheLookupUnderWay() throws Exception {
        var release = new CountDownLatch(1);
        HostResolver slow =
                host -> {
                    List<InetAddress> answer = answer(host);
                    await(release);
                    return answer;
                };
        try (var lookups = new RecentLookups(slow, clock)) {
            assertThatThrownBy(
                            () -> lookups.resolve("a.example", TimeUnit.MILLISECONDS.toNanos(50)))
                    .isInstanceOf(TimeoutException.class);
            clock.advance(Duration.ofSeconds(5));
            assertThatThrownBy(
                            () -> lookups.resolve("a.example", TimeUnit.MILLISECONDS.toNanos(50)))
                    .isInstanceOf(TimeoutException.class);

            assertThat(asked).hasValue(1);
            release.countDown();
        }
    }

    @Test
    void forgetsWhatIsOldWhenThereAreManyNames() throws Exception {
        try (var lookups = new RecentLookups(this::answer, clock)) {
            for (int i = 0; i < 1_024; i++) {
                lookups.resolve("n" + i + ".example", PATIENCE);
            }
            assertThat(lookups.remembered()).isEqualTo(1_024);

            clock.advance(Duration.ofSeconds(1));
            lookups.resolve("one-more.example", PATIENCE);

            assertThat(lookups.remembered()).isEqualTo(1);
        }
    }

    private List<InetAddress> answer(String host) {
        asked.incrementAndGet();
        return SOMEWHERE;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
