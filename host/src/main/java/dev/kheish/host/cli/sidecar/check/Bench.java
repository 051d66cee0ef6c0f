package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.PlayedHost;
import dev.kheish.host.cli.sidecar.stage.Request;
import dev.kheish.host.cli.sidecar.stage.Stage;
import dev.kheish.host.cli.sidecar.stage.Start;
import dev.kheish.host.cli.sidecar.stage.Theatre;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What checks work with: the sidecar on its stage, and what one check found out that others need.
 * For one thread; only asking may be done by many.
 */
public final class Bench {
    private static final String ROUTE = "kheish-conformance";

    private final Stage stage;
    private final Wishes wishes;
    private final Provocation provocation;
    private final AtomicInteger messages = new AtomicInteger();
    private @Nullable Asked ordinary;
    private @Nullable Departure departure;

    public Bench(Stage stage, Wishes wishes) {
        this.stage = stage;
        this.wishes = wishes;
        this.provocation = new Provocation(this);
    }

    public Stage stage() {
        return stage;
    }

    Wishes wishes() {
        return wishes;
    }

    /**
     * Starts the sidecar unless it runs.
     *
     * @throws NotUpException if it does not come up
     */
    public void up() throws InterruptedException {
        if (stage.theatre().isPresent()
                && theatre().up() instanceof Start.Failed(String why, var evidence)) {
            throw new NotUpException(why, evidence);
        }
    }

    /** For checks that {@link Need#PROCESS need} it. */
    Theatre theatre() {
        return stage.theatre()
                .orElseThrow(() -> new IllegalStateException("Nobody started this sidecar"));
    }

    PlayedHost host() {
        return theatre().host();
    }

    Provocation provocation() {
        return provocation;
    }

    /** Asks about manifest, health and the like, as the host does. */
    public Asked get(String path) {
        return ask(Request.get(path), Limits.PROBE);
    }

    Asked ask(Request request, Duration patience) {
        Request signed = request.as(stage.bearer());
        return new Asked(signed, stage.wire().send(signed, patience));
    }

    /** A delivery that nobody has seen yet. */
    Delivery delivery(String what) {
        String route = wishes.replyRoute();
        return Delivery.of(
                route == null ? ROUTE : route,
                "Kheish conformance check %d: %s".formatted(messages.incrementAndGet(), what));
    }

    Asked deliver(Delivery delivery) {
        return deliver(delivery.request());
    }

    Asked deliver(Request request) {
        return ask(request, Limits.DELIVERY);
    }

    /** Delivers meanwhile. */
    CompletableFuture<Asked> delivering(Delivery delivery) {
        CompletableFuture<Asked> result = new CompletableFuture<>();
        Thread.ofVirtual().name("check-delivery").start(() -> result.complete(deliver(delivery)));
        return result;
    }

    /** What becomes of a delivery that has nothing special; others are compared with it. */
    Asked ordinary() {
        Asked known = ordinary;
        if (known == null) {
            known = deliver(delivery("an ordinary message"));
            ordinary = known;
        }
        return known;
    }

    /** What is wrong with an answer that should be that of an ordinary delivery. */
    Optional<String> unlikeOrdinary(Asked asked) {
        Optional<String> flaw = Outcomes.flaw(asked);
        String expected = Outcomes.of(ordinary());
        return flaw.isPresent() || Outcomes.of(asked).equals(expected)
                ? flaw
                : Optional.of(
                        "the outcome is %s, that of an ordinary delivery %s"
                                .formatted(Outcomes.of(asked), expected));
    }

    /** How the sidecar left; afterwards it is no longer running. */
    Departure departure() throws InterruptedException {
        Departure known = departure;
        if (known == null) {
            known = Departure.of(this);
            departure = known;
        }
        return known;
    }

    /** The instance id that the sidecar has now; empty if it has none. */
    String instanceId() {
        return get("/manifest").json().path("instance_id").asText("");
    }
}
