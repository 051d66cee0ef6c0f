package dev.kheish.plugin.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.testkit.SettableClock;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Rates per chat and per bot. */
final class PacerTest {
    private final SettableClock clock = new SettableClock(Instant.ofEpochSecond(1_750_000_000));
    private final Pacer pacer = new Pacer(clock);

    @Test
    void letsAShortBurstGoToOnePerson_thenOneASecond() {
        assertThat(waits(5, 6)).containsExactly(0L, 0L, 0L, 1000L, 2000L, 3000L);
    }

    @Test
    void letsLessGoToAGroup() {
        assertThat(waits(-5, 5)).containsExactly(0L, 0L, 0L, 3500L, 7000L);
    }

    @Test
    void whoComesBackInTimeGoes_whoeverElseCameMeanwhile() {
        waits(5, 3);
        Duration wait = pacer.admit(5, 1, "mine").orElseThrow();
        pacer.admit(5, 1, "other");

        assertThat(pacer.admit(5, 1, "mine")).as("too soon").isPresent();
        pass(wait);

        assertThat(pacer.admit(5, 1, "mine")).isEmpty();
        assertThat(pacer.admit(5, 1, "other")).isPresent();
    }

    @Test
    void anAlbumCountsAsItsMessages() {
        pacer.admit(5, 10, "album");

        assertThat(pacer.admit(5, 1, "next")).contains(Duration.ofSeconds(8));
    }

    @Test
    void aPauseOfOneChatIsNoneOfAnother() {
        pacer.pause(5, Duration.ofSeconds(9));

        assertThat(pacer.admit(5, 1, "a")).contains(Duration.ofSeconds(9));
        assertThat(pacer.admit(6, 1, "b")).isEmpty();
        pass(Duration.ofSeconds(9));
        assertThat(pacer.admit(5, 1, "a")).isEmpty();
    }

    /** The limits that Telegram names, whoever asks when. */
    @Property(tries = 100)
    void neverSendsMoreThanTelegramTakes(@ForAll long seed) {
        Random random = new Random(seed);
        List<Long> sent = new ArrayList<>();
        Map<Long, List<Long>> byChat = new HashMap<>();
        Map<String, Long> waiting = new HashMap<>();
        for (int i = 0; i < 600; i++) {
            pass(Duration.ofMillis(random.nextInt(60)));
            long chat = random.nextInt(6) - 3L;
            String ticket = chat + ":" + random.nextInt(20);
            Optional<Duration> wait = pacer.admit(chat, 1, ticket);
            if (wait.isEmpty()) {
                sent.add(clock.millis());
                byChat.computeIfAbsent(chat, _ -> new ArrayList<>()).add(clock.millis());
                waiting.remove(ticket);
            } else {
                waiting.put(ticket, clock.millis() + wait.get().toMillis());
            }
        }
        assertThat(most(sent, 1000)).isLessThanOrEqualTo(30);
        byChat.forEach(
                (chat, times) -> {
                    if (chat < 0) {
                        assertThat(most(times, 60_000)).isLessThanOrEqualTo(20);
                    }
                });
    }

    private static int most(List<Long> times, long windowMs) {
        int most = 0;
        int first = 0;
        for (int i = 0; i < times.size(); i++) {
            while (times.get(i) - times.get(first) >= windowMs) {
                first++;
            }
            most = Math.max(most, i - first + 1);
        }
        return most;
    }

    private List<Long> waits(long chat, int messages) {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            waits.add(pacer.admit(chat, 1, "t" + i).map(Duration::toMillis).orElse(0L));
        }
        return waits;
    }

    private void pass(Duration time) {
        clock.set(clock.instant().plus(time));
    }
}
