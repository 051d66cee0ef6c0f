package dev.kheish.host.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

class BreakerTest {
    private static final Breaker.Settings SETTINGS =
            new Breaker.Settings(3, Duration.ofSeconds(30), Duration.ofSeconds(100));

    enum Step {
        BEGIN,
        END_WELL,
        END_ILL,
        END_WITHOUT_SIGN,
        WAIT
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.of(Step.class).list().ofMaxSize(200);
    }

    @Property(tries = 500)
    void letsOneProbeAtATimeThroughUnlessItIsClosed(@ForAll("steps") List<Step> steps) {
        Breaker breaker = new Breaker(SETTINGS);
        Deque<Integer> running = new ArrayDeque<>();
        long now = 0;
        int probes = 0;
        for (Step step : steps) {
            Breaker.State before = breaker.state();
            boolean early = now < breaker.probeAtMs();
            switch (step) {
                case BEGIN -> {
                    OptionalInt ticket = breaker.begin(now);
                    if (ticket.isPresent()) {
                        assertThat(before == Breaker.State.OPEN && early).isFalse();
                        running.add(ticket.getAsInt());
                        probes = breaker.state() == Breaker.State.HALF_OPEN ? probes + 1 : 0;
                    }
                }
                case WAIT -> now += 10_000;
                case END_WELL, END_ILL, END_WITHOUT_SIGN -> {
                    if (!running.isEmpty()) {
                        // the newest first: old ones then end in another state than they began in
                        breaker.ended(running.removeLast(), sign(step), now);
                        probes = 0;
                    }
                }
            }
            assertThat(probes).isLessThanOrEqualTo(1);
            if (breaker.state() == Breaker.State.OPEN) {
                assertThat(breaker.room(breaker.probeAtMs() - 1)).isZero();
                assertThat(breaker.room(breaker.probeAtMs())).isEqualTo(1);
            }
            if (before == Breaker.State.OPEN) {
                assertThat(breaker.state()).isNotEqualTo(Breaker.State.CLOSED);
            }
        }
    }

    private static Breaker.Sign sign(Step step) {
        return switch (step) {
            case END_WELL -> Breaker.Sign.WELL;
            case END_ILL -> Breaker.Sign.ILL;
            case BEGIN, WAIT, END_WITHOUT_SIGN -> Breaker.Sign.NONE;
        };
    }

    @Test
    void onlyFailuresInARowOpenIt() {
        Breaker breaker = new Breaker(SETTINGS);

        fail(breaker, 2, 0);
        breaker.ended(breaker.begin(0).orElseThrow(), Breaker.Sign.WELL, 0);
        fail(breaker, 2, 0);

        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
        fail(breaker, 1, 0);
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    }

    @Test
    void waitsTwiceAsLongAfterEachProbeThatFails() {
        Breaker breaker = new Breaker(SETTINGS);
        fail(breaker, 3, 0);
        assertThat(breaker.probeAtMs()).isEqualTo(30_000);

        fail(breaker, 1, 30_000);
        assertThat(breaker.probeAtMs()).isEqualTo(90_000);

        fail(breaker, 1, 90_000);
        assertThat(breaker.probeAtMs()).isEqualTo(190_000);
    }

    @Test
    void attemptsFromBeforeItOpenedSayNothing() {
        Breaker breaker = new Breaker(SETTINGS);
        int old = breaker.begin(0).orElseThrow();
        fail(breaker, 3, 0);

        breaker.ended(old, Breaker.Sign.WELL, 1);

        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    }

    private static void fail(Breaker breaker, int times, long now) {
        for (int i = 0; i < times; i++) {
            breaker.ended(breaker.begin(now).orElseThrow(), Breaker.Sign.ILL, now);
        }
    }
}
