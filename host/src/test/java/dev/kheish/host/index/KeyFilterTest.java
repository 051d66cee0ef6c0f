package dev.kheish.host.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;

class KeyFilterTest {
    private static final int KEYS = 100_000;

    private final Random random = new Random(42);

    @Test
    void neverMissesAKeyAndSeldomTakesAnotherForOne() {
        KeyFilter filter = KeyFilter.forKeys(KEYS);
        long[] keys = random.longs(KEYS).toArray();
        for (long key : keys) {
            filter.add(key);
        }

        for (long key : keys) {
            assertThat(filter.mayHold(key)).isTrue();
        }
        long wrong = random.longs(KEYS).filter(filter::mayHold).count();
        assertThat(wrong).isBetween(1L, KEYS * 2L / 100);
    }

    @Test
    void isTheSameAfterGoingThroughItsWords() {
        KeyFilter filter = KeyFilter.forKeys(10);
        filter.add(123);

        KeyFilter again = KeyFilter.ofWords(filter.words().clone());

        assertThat(again.mayHold(123)).isTrue();
        assertThat(again.bytes()).isEqualTo(KeyFilter.bytesFor(10));
    }

    @Test
    void anEmptyOneHoldsNothing() {
        KeyFilter filter = KeyFilter.forKeys(0);

        assertThat(random.longs(1000).noneMatch(filter::mayHold)).isTrue();
    }
}
