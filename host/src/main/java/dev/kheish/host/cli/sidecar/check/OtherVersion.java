package dev.kheish.host.cli.sidecar.check;

/** A protocol that it does not speak is refused. */
final class OtherVersion implements Check {
    @Override
    public About about() {
        return About.of(
                "version", "Refuses another protocol version", Clause.MALFORMED, Need.DELIVERIES);
    }

    @Override
    public Verdict run(Bench bench) {
        Delivery delivery = bench.delivery("of another protocol version");
        delivery.body().put("protocol_version", 2);
        Asked asked = bench.deliver(delivery);
        return asked.status() / 100 == 4
                ? Verdict.passed("HTTP " + asked.status())
                : Verdict.failed("not a 4xx answer but " + asked.summary(), asked.evidence());
    }
}
