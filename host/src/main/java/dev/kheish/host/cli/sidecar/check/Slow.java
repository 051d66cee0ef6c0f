package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Hold;
import dev.kheish.host.cli.sidecar.stage.HostCall;
import dev.kheish.host.cli.sidecar.stage.PlayedHost;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A delivery that is kept under way: whatever the sidecar asks of the host because of it is not
 * answered before it is released. For one thread.
 */
final class Slow implements AutoCloseable {
    static final String NOT_HELD =
            "a delivery cannot be held up: the sidecar asks the host for nothing meanwhile";

    private static final Duration ASKING = Duration.ofMillis(1500);
    private static final Duration UNDER_WAY = Duration.ofMillis(300);

    private final Delivery delivery;
    private final CompletableFuture<Asked> answer;
    private final Hold hold;
    private final boolean held;
    private final int from;

    private Slow(Delivery delivery, CompletableFuture<Asked> answer, Hold hold, int from)
            throws InterruptedException {
        this.delivery = delivery;
        this.answer = answer;
        this.hold = hold;
        this.from = from;
        this.held = waits();
    }

    static Slow begin(Bench bench) throws InterruptedException {
        PlayedHost host = bench.host();
        forgetCredentials(bench);
        Delivery delivery = Attachment.on(bench, bench.delivery("held up under way"));
        int from = host.count();
        Hold hold = host.hold();
        return new Slow(delivery, bench.delivering(delivery), hold, from);
    }

    /** A value that is not kept any longer is asked for, and that can be held up. */
    private static void forgetCredentials(Bench bench) throws InterruptedException {
        long forgotten = bench.theatre().credentials().forgottenAt();
        Duration left = Duration.ofNanos(forgotten - System.nanoTime()).plus(UNDER_WAY);
        Waiting.until(() -> System.nanoTime() - forgotten > UNDER_WAY.toNanos(), left);
    }

    /** Does the delivery wait for the host? An event may come by chance: then it is answered. */
    private boolean waits() throws InterruptedException {
        if (!hold.taken(ASKING)) {
            return false;
        }
        return !Waiting.until(answer::isDone, UNDER_WAY);
    }

    boolean held() {
        return held;
    }

    Delivery delivery() {
        return delivery;
    }

    CompletableFuture<Asked> answer() {
        return answer;
    }

    /**
     * How many requests have come of it so far, or come within a moment; an event that is sent
     * again counts once. As long as it is held, each handling of it can make no more than its
     * first.
     */
    int traces(Bench bench) throws InterruptedException {
        PlayedHost host = bench.host();
        for (int known = from; host.await(known, this::comesOfIt, UNDER_WAY).isPresent(); ) {
            known = host.count();
        }
        return (int)
                host.since(from).stream()
                        .filter(this::comesOfIt)
                        .map(call -> call.events().isEmpty() ? call.number() : ids(call))
                        .distinct()
                        .count();
    }

    private boolean comesOfIt(HostCall call) {
        return delivery.isIn(call) || (call.isAsset() && call.uri().contains(delivery.id()));
    }

    private static List<String> ids(HostCall call) {
        return call.events().stream().map(event -> event.path("event_id").asText()).toList();
    }

    void release() {
        hold.close();
    }

    @Override
    public void close() {
        hold.close();
    }
}
