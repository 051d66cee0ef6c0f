package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Answer;
import dev.kheish.host.cli.sidecar.stage.Child;
import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Line;
import dev.kheish.host.cli.sidecar.stage.Request;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a sidecar left when it was told to, with a delivery under way if that could be had.
 *
 * @param underWay whether a delivery was
 * @param finished what became of that delivery; null if there was none
 * @param health the last answer before it was told more
 * @param late a delivery that came after the signal
 * @param code how the process ended; empty if it had to be killed
 * @param took from the signal to the end
 * @param survivors what it left running
 */
record Departure(
        boolean underWay,
        @Nullable Asked finished,
        Asked health,
        Asked late,
        OptionalInt code,
        Duration took,
        List<String> survivors) {
    private static final Duration NOTICED = Duration.ofSeconds(2);
    private static final Duration REAPED = Duration.ofSeconds(1);

    Departure {
        survivors = List.copyOf(survivors);
    }

    static Departure of(Bench bench) throws InterruptedException {
        bench.up();
        bench.ordinary();
        Child child =
                bench.theatre()
                        .child()
                        .orElseThrow(() -> new IllegalStateException("The sidecar is not up"));
        try (Line idle = idle(bench);
                Slow slow = Slow.begin(bench)) {
            boolean underWay = slow.held();
            if (!underWay) {
                slow.release();
                slow.answer().join();
            }
            long start = System.nanoTime();
            child.terminate();
            Asked health = health(bench);
            Asked late = bench.deliver(bench.delivery("after the signal to leave"));
            slow.release();
            Asked finished = underWay ? slow.answer().join() : null;
            Duration left = Limits.LEAVING.minusNanos(System.nanoTime() - start);
            OptionalInt code = child.ended(left.isNegative() ? Duration.ZERO : left);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            Waiting.until(() -> child.survivors().isEmpty(), REAPED);
            return new Departure(underWay, finished, health, late, code, took, child.survivors());
        } catch (IOException e) {
            throw new UncheckedIOException("Failed while opening a connection", e);
        } finally {
            bench.theatre().end();
        }
    }

    /** One that stays open, as the host's do: the sidecar must not wait for its end. */
    private static Line idle(Bench bench) throws IOException {
        Line line = bench.stage().wire().open();
        line.exchange(Request.get("/health").as(bench.stage().bearer()), Limits.PROBE);
        return line;
    }

    /** The signal takes a moment to be noticed. */
    private static Asked health(Bench bench) throws InterruptedException {
        long deadline = System.nanoTime() + NOTICED.toNanos();
        Asked asked = bench.get("/health");
        while (!leaving(asked) && System.nanoTime() < deadline) {
            Thread.sleep(20);
            asked = bench.get("/health");
        }
        return asked;
    }

    /** Does it say so, or take no more connections? */
    static boolean leaving(Asked health) {
        return !(health.answer() instanceof Answer.Reply)
                || health.json().path("status").asText().equals("draining");
    }
}
