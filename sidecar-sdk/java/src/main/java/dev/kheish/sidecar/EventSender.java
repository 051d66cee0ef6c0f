package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpAnswer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;

/** Sends single events until they are settled. Safe for use by many threads. */
final class EventSender {
    static final int MAX_BODY_BYTES = 2_097_152;
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final int NEWEST_VERSION = 2;

    private final Host host;
    private final Environment environment;
    private final Timing timing;
    private final Duration patience;
    private volatile int version = NEWEST_VERSION;

    EventSender(Host host, Environment environment, Timing timing, Duration patience) {
        this.host = host;
        this.environment = environment;
        this.timing = timing;
        this.patience = patience;
    }

    int version() {
        return version;
    }

    /** From now on events are sent with this version; it never rises again. */
    void lower(int to) {
        version = Math.min(version, to);
    }

    Submission submit(Event event) throws InterruptedException {
        refuseTooLarge(event, event.single(environment.instanceId(), version));
        var persistence = new Persistence(timing, patience, "Submitting event " + event.id());
        for (; ; ) {
            int sent = version;
            switch (attempt(event, sent)) {
                case Reading.Settled(Submission submission) -> {
                    return submission;
                }
                case Reading.OlderVersion() -> lower(1);
                case Reading.Refused(int status, Problem problem) ->
                        throw problem.refusal("Submitting an event", status, environment.name());
                case Reading.Again(OptionalLong after, String why) ->
                        persistence.pause(after, why, null);
            }
        }
    }

    private Reading attempt(Event event, int sent) {
        String json = event.single(environment.instanceId(), sent);
        try (HttpAnswer answer = host.post("/events", json, environment.sharedToken(), TIMEOUT)) {
            return Reading.single(answer, sent, timing.nowMillis());
        } catch (IOException e) {
            return new Reading.Again(OptionalLong.empty(), lost(e));
        }
    }

    /** Why a call got no answer, in words without the host's address. */
    static String lost(IOException e) {
        return "no answer (" + Failures.name(e) + ")";
    }

    static void refuseTooLarge(Event event, String json) {
        // A character has three bytes at most: nearly always there is nothing to count.
        if (json.length() <= MAX_BODY_BYTES / 3) {
            return;
        }
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    "Event "
                            + event.id()
                            + " has "
                            + bytes
                            + " bytes, and the host takes "
                            + MAX_BODY_BYTES
                            + ": shorten its text, or leave files out.");
        }
    }
}
