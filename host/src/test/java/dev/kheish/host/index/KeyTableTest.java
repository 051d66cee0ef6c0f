package dev.kheish.host.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

class KeyTableTest {
    private static final int KEYS = 2_000;
    private static final int ROUNDS = 300;

    private final KeyTable table = new KeyTable();

    private static IndexKey key(long number) {
        return IndexKey.of("key " + number);
    }

    @Test
    void findsWhatWasPutAndNothingElse() {
        for (int i = 1; i <= KEYS; i++) {
            table.put(key(i), i);
        }

        for (int i = 1; i <= KEYS; i++) {
            assertThat(table.find(key(i))).isEqualTo(i);
        }
        assertThat(table.find(key(0))).isZero();
        assertThat(table.size()).isEqualTo(KEYS);
        assertThat(table.newest()).isEqualTo(KEYS);
    }

    @Test
    void isEmptyAfterClearingAndTakesKeysAgain() {
        for (int i = 1; i <= KEYS; i++) {
            table.put(key(i), i);
        }
        table.clear();

        assertThat(table.size()).isZero();
        assertThat(table.newest()).isZero();
        assertThat(table.find(key(7))).isZero();
        assertThat(table.sorted().size()).isZero();

        table.put(key(7), 70);

        assertThat(table.find(key(7))).isEqualTo(70);
        assertThat(table.size()).isEqualTo(1);
    }

    /** A row tells which key it belongs to, so one that belongs to another would be seen. */
    @Test
    void whoeverLooksWhileItIsUsedAgainMissesAKeyButNeverFindsTheRowOfAnother()
            throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong wrong = new AtomicLong();
        Thread looking =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (long i = 0; !done.get(); i++) {
                                        long number = i % KEYS;
                                        long row = table.find(key(number));
                                        if (row != 0 && row % KEYS != number) {
                                            wrong.incrementAndGet();
                                        }
                                    }
                                });
        for (long round = 1; round <= ROUNDS; round++) {
            for (long i = 0; i < KEYS / 2; i++) {
                long number = (round * 31 + i * 7) % KEYS;
                table.put(key(number), round * KEYS + number);
            }
            table.clear();
        }
        done.set(true);
        looking.join();

        assertThat(wrong).hasValue(0);
    }
}
