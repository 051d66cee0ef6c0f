package dev.kheish.sidecar;

import java.io.IOException;
import java.time.Duration;

/** A sidecar as a program, for tests that start it; its one argument says how it behaves. */
final class TestProgram {
    private TestProgram() {}

    public static void main(String[] arguments) {
        SidecarBuilder builder =
                Sidecar.builder("test")
                        .onDelivery((delivery, sidecar) -> deliver(delivery, sidecar))
                        .route("POST", "/say", TestProgram::say)
                        .onStop(_ -> System.err.println("last words"));
        switch (arguments[0]) {
            case "plain" -> builder.run();
            case "failing" ->
                    builder.onStart(
                                    _ -> {
                                        throw new IOException("hunter2");
                                    })
                            .run();
            case "slow start" -> builder.onStart(_ -> Thread.sleep(Duration.ofHours(1))).run();
            case "exits" -> builder.background("quitter", _ -> quit()).run();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void quit() {
        Thread.ofPlatform().start(() -> System.exit(3));
    }

    /** The content says what to do. */
    private static Outcome deliver(Delivery delivery, Sidecar sidecar) throws Exception {
        return switch (delivery.content()) {
            case "slow" -> {
                System.err.println("delivering slowly");
                while (!sidecar.stopping()) {
                    Thread.sleep(5);
                }
                Thread.sleep(Duration.ofMillis(300));
                yield Outcome.committed("finished while stopping");
            }
            default -> Outcome.committed();
        };
    }

    private static Response say(RouteRequest request, Sidecar sidecar) throws InterruptedException {
        Event event =
                Event.builder(request.json().requiredText("id")).content("x").thread("t").build();
        return Response.text(200, sidecar.submit(event).status());
    }
}
