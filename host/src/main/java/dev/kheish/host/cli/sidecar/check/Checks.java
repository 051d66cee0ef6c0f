package dev.kheish.host.cli.sidecar.check;

import java.time.Duration;
import java.util.List;

/** All checks, in the order in which they are made. */
public final class Checks {
    private Checks() {}

    public static List<Check> all() {
        return List.of(
                new Starts(),
                new ManifestShape(),
                new HealthShape(),
                new SameInstance(),
                new OwnInstance(),
                new OnlyLoopback(),
                new Authentication("manifest"),
                new Authentication("health"),
                new Authentication("deliver"),
                new TestApi(),
                new UnknownPath(),
                new Deliver(),
                new Duplicate(),
                new DuplicateMeanwhile(),
                new UnknownMembers(),
                new AnyText(),
                new Together(),
                new HealthMeanwhile(),
                new Fetching(),
                new ForeignPath(),
                new Malformed(),
                new OtherVersion(),
                new WrongLength(),
                new Large(),
                new TooLarge(),
                new Stalled(),
                new Reuse(),
                new ReadsCredentials(),
                new SendsEvents(),
                new Batches(),
                new Retries("event-retry", 503, Duration.ofSeconds(1)),
                new Retries("event-rate", 429, Duration.ofSeconds(2)),
                new Singles(),
                new FallsBack(),
                new CleanUrls(),
                new Drains(),
                new Finishes(),
                new Leaves(),
                new LeavesNothing(),
                new Restarts(false),
                new Restarts(true),
                new Lifeline(),
                new NoCredential(),
                new TokenFile(),
                new CleanOutput());
    }
}
