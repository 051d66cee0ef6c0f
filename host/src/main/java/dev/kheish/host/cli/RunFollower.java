package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Waits for a run to end. A daemon that is restarted meanwhile is waited for. */
final class RunFollower {
    private static final Set<String> ENDS =
            Set.of("completed", "failed", "cancelled", "interrupted");
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long FIRST_PAUSE_MS = 20;
    private static final long LONGEST_PAUSE_MS = 500;

    private final Api api;
    private final Consumer<JsonNode> onChange;

    /**
     * @param onChange gets the run whenever its status has changed, the last one included
     */
    RunFollower(Api api, Consumer<JsonNode> onChange) {
        this.api = api;
        this.onChange = onChange;
    }

    static boolean ended(JsonNode run) {
        return ENDS.contains(run.path("status").asText());
    }

    /** The run as it ended. */
    JsonNode follow(String id, @Nullable Duration timeout) {
        long start = System.nanoTime();
        long lastAnswer = start;
        long pause = FIRST_PAUSE_MS;
        String status = "";
        while (true) {
            try {
                JsonNode run = api.call(Request.get("v1", "runs", id)).body();
                lastAnswer = System.nanoTime();
                if (!run.path("status").asText().equals(status)) {
                    status = run.path("status").asText();
                    onChange.accept(run);
                }
                if (ended(run)) {
                    return run;
                }
            } catch (CommandFailure e) {
                if (e.exit() != Exit.UNREACHABLE || passed(lastAnswer, PATIENCE)) {
                    throw e;
                }
            }
            if (timeout != null && passed(start, timeout)) {
                throw late(id, status, timeout);
            }
            sleep(pause);
            pause = Math.min(LONGEST_PAUSE_MS, pause * 3 / 2);
        }
    }

    private static CommandFailure late(String id, String status, Duration timeout) {
        String state = status.isEmpty() ? "out of reach" : status;
        return new CommandFailure(
                Exit.TIMED_OUT,
                "Run %s is still %s after %s.".formatted(id, state, text(timeout)),
                List.of("It goes on; wait again with: kheish runs wait " + id));
    }

    private static String text(Duration span) {
        return span.toMillis() % 1000 == 0 ? span.toSeconds() + " s" : span.toMillis() + " ms";
    }

    private static boolean passed(long start, Duration span) {
        return System.nanoTime() - start >= span.toNanos();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(Exit.FAILED, "Interrupted.");
        }
    }
}
