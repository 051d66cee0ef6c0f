package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.HostCall;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Texts in all scripts arrive. */
final class AnyText implements Check {
    private static final Duration ECHO = Duration.ofMillis(500);

    /** Beyond the basic plane, right to left, combining, joined, isolates, NUL, line ends. */
    private static final List<String> TEXTS =
            List.of(
                    "\uD83D\uDC69\u200D\uD83D\uDE80 \uD835\uDD18\uD835\uDD2B \uD83C\uDDF5\uD83C\uDDF1",
                    "\u05E9\u05DC\u05D5\u05DD \u2067\u0645\u0631\u062D\u0628\u0627\u2069 abc",
                    "e\u0301 n\u0303\u0323 Z\u0351\u036B\u0343 \u4F60\u597D \u0E2A\u0E27\u0E31\u0E2A",
                    "a NUL \u0000 inside, \r\n\t\u0085\u2028 lines, \"quotes\" \\ and \uFEFF");

    @Override
    public About about() {
        return About.of("unicode", "Takes any Unicode text", Clause.TEXT, Need.DELIVERIES);
    }

    @Override
    public Verdict run(Bench bench) throws InterruptedException {
        boolean echoes = echo(bench, bench.delivery("an echo?")).isPresent();
        for (String text : TEXTS) {
            Delivery plain = bench.delivery(text);
            Optional<Verdict> flaw = flaw(bench, plain, plain.body().toString(), echoes);
            if (flaw.isEmpty()) {
                Delivery escaped = bench.delivery(text);
                flaw = flaw(bench, escaped, escape(escaped.body().toString()), echoes);
            }
            if (flaw.isPresent()) {
                return flaw.get();
            }
        }
        return Verdict.passed(
                "%d texts, each twice: %s%s"
                        .formatted(
                                TEXTS.size(),
                                Outcomes.of(bench.ordinary()),
                                echoes ? ", and they come back unchanged" : ""));
    }

    private static Optional<Verdict> flaw(
            Bench bench, Delivery delivery, String json, boolean echoes)
            throws InterruptedException {
        int from = calls(bench);
        Asked asked = bench.deliver(delivery.request(json));
        Optional<String> flaw = bench.unlikeOrdinary(asked);
        if (flaw.isEmpty() && echoes && heard(bench, from, delivery.content()).isEmpty()) {
            flaw = Optional.of("the text that the sidecar sends back is not the one delivered");
        }
        return flaw.map(text -> Verdict.failed(text, asked.evidence()));
    }

    private static Optional<HostCall> echo(Bench bench, Delivery delivery)
            throws InterruptedException {
        int from = calls(bench);
        bench.deliver(delivery);
        return heard(bench, from, delivery.content());
    }

    private static Optional<HostCall> heard(Bench bench, int from, String content)
            throws InterruptedException {
        if (bench.stage().theatre().isEmpty()) {
            return Optional.empty();
        }
        return bench.host()
                .await(
                        from,
                        call ->
                                call.events().stream()
                                        .anyMatch(
                                                e -> e.path("content").asText().contains(content)),
                        ECHO);
    }

    private static int calls(Bench bench) {
        return bench.stage().theatre().map(theatre -> theatre.host().count()).orElse(0);
    }

    /** The same JSON in ASCII: whether a letter is escaped must make no difference. */
    private static String escape(String json) {
        StringBuilder out = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x80) {
                out.append(c);
            } else {
                out.append("\\u%04x".formatted((int) c));
            }
        }
        return out.toString();
    }
}
