package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Bearer;
import dev.kheish.host.cli.sidecar.stage.Exchange;
import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** One of the three doors stays closed for everybody but the host. */
final class Authentication implements Check {
    private final String door;

    /**
     * @param door its name, without a slash
     */
    Authentication(String door) {
        this.door = door;
    }

    @Override
    public About about() {
        return About.of(
                "auth-" + door,
                "Refuses whoever has not the shared token at /" + door,
                Clause.AUTHENTICATION,
                Need.TOKEN);
    }

    @Override
    public Verdict run(Bench bench) {
        String token = String.valueOf(bench.stage().token());
        List<Bearer> strangers = strangers(token);
        List<String> let = new ArrayList<>();
        List<Exchange> evidence = new ArrayList<>();
        for (Bearer stranger : strangers) {
            Request request = request(bench).as(stranger);
            Asked asked = new Asked(request, bench.stage().wire().send(request, Limits.PROBE));
            if (asked.status() != 401) {
                let.add("%s: %s".formatted(stranger.label(), asked.summary()));
                evidence.add(asked.evidence());
            }
        }
        return let.isEmpty()
                ? Verdict.passed(strangers.size() + " wrong headers get 401")
                : Verdict.failed("not 401 for " + String.join("; ", let), evidence);
    }

    private Request request(Bench bench) {
        if (!door.equals("deliver")) {
            return Request.get("/" + door);
        }
        // Where messages have effects, nothing is sent that could become one.
        return Need.DELIVERIES.met(bench.stage(), bench.wishes())
                ? bench.delivery("not from the host").request()
                : Request.post("/deliver", "{}");
    }

    private static List<Bearer> strangers(String token) {
        String user = Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        return List.of(
                Bearer.NONE,
                new Bearer("Bearer [another token]", "Bearer not-" + "x".repeat(token.length())),
                new Bearer(
                        "Bearer [the shared token without its end]",
                        "Bearer " + token.substring(0, token.length() - 1)),
                new Bearer("Bearer [the shared token and one letter]", "Bearer " + token + "x"),
                new Bearer("[the shared token] without a scheme", token),
                new Bearer("Basic [the shared token]", "Basic " + user),
                new Bearer("Bearer without a token", "Bearer "));
    }
}
