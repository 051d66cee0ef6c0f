package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.HostCall;
import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Request;
import dev.kheish.host.cli.sidecar.stage.Variables;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Makes the sidecar send an event: by the caller's command, by the test API if that is switched on,
 * else by a delivery, which some answer. For one thread.
 */
final class Provocation {
    static final String NOTHING =
            "it sends no event, not even after a delivery; make it do so with --provoke COMMAND";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration GUESS = Duration.ofSeconds(2);
    private static final Set<String> ON = Set.of("1", "true", "yes", "on");

    private final Bench bench;
    private boolean silent;

    Provocation(Bench bench) {
        this.bench = bench;
    }

    boolean testApiIsOn() {
        return bench.stage()
                .theatre()
                .map(theatre -> theatre.launch().environment())
                .filter(env -> on(env, "ENABLE_TEST_API") && on(env, "TEST_MODE"))
                .isPresent();
    }

    /** The first event that follows; empty if none does. */
    Optional<HostCall> event() throws InterruptedException {
        if (silent) {
            return Optional.empty();
        }
        int from = bench.host().count();
        String command = bench.wishes().provoke();
        if (command != null) {
            return commanded(command, from);
        }
        Duration patience = provoke() ? PATIENCE : GUESS;
        Optional<HostCall> event = bench.host().await(from, Provocation::isEvent, patience);
        silent = event.isEmpty();
        return event;
    }

    private static boolean isEvent(HostCall call) {
        return call.isEvent() || call.isBatch();
    }

    /** The command may wait for what becomes of the event, so it is not waited for. */
    private Optional<HostCall> commanded(String command, int from) throws InterruptedException {
        ShellCommand running =
                ShellCommand.start(
                        command,
                        Map.of("KHEISH_SIDECAR_URL", bench.stage().wire().url().toString()));
        Optional<HostCall> event = bench.host().await(from, Provocation::isEvent, PATIENCE);
        if (event.isEmpty()) {
            running.finish();
            throw new CommandProblemException("--provoke made the sidecar send no event");
        }
        return event;
    }

    /** Whether it is certain that an event will follow. */
    private boolean provoke() {
        if (testApiIsOn()) {
            String event =
                    "{\"event_id\":\"check-%s\",\"thread_path\":[\"conformance\"],\"content\":\"hello\"}"
                            .formatted(UUID.randomUUID());
            Thread.ofVirtual()
                    .start(() -> bench.ask(Request.post(TestApi.PATH, event), Limits.DELIVERY));
            return true;
        }
        Delivery question = bench.delivery("please answer");
        Thread.ofVirtual().name("check-delivery").start(() -> bench.deliver(question));
        return false;
    }

    private static boolean on(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(Variables.PREFIX + name, "");
        return ON.contains(value.toLowerCase(Locale.ROOT));
    }
}
