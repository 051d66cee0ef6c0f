package dev.kheish.host.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

class BackgroundTest {
    private final Background background = new Background("test-index");
    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void endsAfterWhatWasHandedOver() {
        background.start();
        background.hand(() -> done.add("first"));
        background.hand(() -> done.add("second"));
        background.close();

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void nothingIsDoneAfterWhatFailedAtTheEnd() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        background.start();
        background.hand(
                () -> {
                    started.countDown();
                    throw new IllegalStateException("on purpose");
                });
        background.hand(() -> done.add("what follows"));
        started.await();
        background.close();

        assertThat(done).isEmpty();
    }

    @Test
    void canBeAbandonedInTheMiddle() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        background.start();
        background.hand(
                () -> {
                    started.countDown();
                    new CountDownLatch(1).await(); // for ever
                });
        background.hand(() -> done.add("what follows"));
        started.await();
        background.abandon();

        assertThat(done).isEmpty();
    }
}
