package dev.kheish.plugin.external;

import dev.kheish.plugin.external.child.ChildRemains;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.Evidence;

import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A sidecar that runs elsewhere: known by its manifest alone, which is good for five minutes. Of
 * many deliveries that need it at once one asks, and the others get its answer. Thread-safe.
 */
final class RemoteSidecar implements Sidecar {
    static final Duration MANIFEST_LIFE = Duration.ofMinutes(5);

    private final Question question;
    private final ConnectorContext context;
    private final Clock clock;
    private final JsonProvider json;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile @Nullable Failed failed;

    /** Asks the sidecar who it is. */
    @FunctionalInterface
    interface Question {
        Manifest ask() throws SidecarException, InterruptedException;
    }

    RemoteSidecar(Question question, ConnectorContext context) {
        this.question = question;
        this.context = context;
        this.clock = context.clock();
        this.json = context.json();
    }

    @Override
    public void start() {
        // Until the host was started, the connector may have had a child process.
        context.spawn("former child process", () -> ChildRemains.end(context));
        context.spawn("manifest watch", new ManifestWatch(this, Thread::sleep));
    }

    @Override
    public Readiness readiness() throws InterruptedException {
        Known fresh = fresh();
        if (fresh != null) {
            return new Readiness.Ready(fresh.manifest());
        }
        Failed before = failed;
        asking.lockInterruptibly();
        try {
            fresh = fresh();
            if (fresh != null) {
                return new Readiness.Ready(fresh.manifest());
            }
            Failed meanwhile = failed;
            return meanwhile != null && meanwhile != before ? instead(meanwhile) : ask();
        } finally {
            asking.unlock();
        }
    }

    /** Whoever has the token may send its events: a remote sidecar may be many processes. */
    @Override
    public boolean owns(String instanceId) {
        return true;
    }

    @Override
    public ConnectorStatus status() {
        Failed trouble = failed;
        Known last = known;
        if (trouble != null) {
            return ConnectorStatus.failing(trouble.cause().getMessage()).withDetails(details(last));
        }
        return last == null
                ? ConnectorStatus.degraded("The sidecar is about to be asked who it is.")
                : ConnectorStatus.ok().withDetails(details(last));
    }

    private Readiness ask() throws InterruptedException {
        try {
            Known answer = new Known(question.ask(), clock.instant());
            known = answer;
            failed = null;
            return new Readiness.Ready(answer.manifest());
        } catch (SidecarException e) {
            Failed failure = new Failed(e);
            failed = failure;
            return instead(failure);
        }
    }

    // Never for good: the operator can mend the base URL, the token and the sidecar.
    private static Readiness instead(Failed failure) {
        SidecarException e = failure.cause();
        Evidence evidence =
                switch (e.reason()) {
                    case NO_ANSWER -> Evidence.transportFailure();
                    case REFUSED -> Evidence.status(e.httpStatus());
                    case BLOCKED, UNREADABLE, WRONG_VERSION -> Evidence.none();
                };
        return new Readiness.Not(DeliveryResult.retry(e.getMessage(), evidence));
    }

    private @Nullable Known fresh() {
        Known last = known;
        boolean fresh = last != null && clock.instant().isBefore(last.at().plus(MANIFEST_LIFE));
        return fresh ? last : null;
    }

    private JsonObject details(@Nullable Known last) {
        var members = json.createObjectBuilder();
        if (last != null) {
            members.add("instance_id", last.manifest().instanceId())
                    .add("attachments_out", last.manifest().attachmentsOut())
                    .add("manifest_at_ms", last.at().toEpochMilli());
        }
        return members.build();
    }

    private record Known(Manifest manifest, Instant at) {}

    /** Told apart by identity, so that each try has a failure of its own. */
    private static final class Failed {
        private final SidecarException cause;

        Failed(SidecarException cause) {
            this.cause = cause;
        }

        SidecarException cause() {
            return cause;
        }
    }
}
