package dev.kheish.plugin.external;

import dev.kheish.spi.ConnectorContext;

import java.time.Duration;

/**
 * Asks a remote sidecar now and then who it is, so that its connector's view says whether it can be
 * reached before anybody needs it: every 5 min, after a failure sooner. Runs until interrupted.
 */
final class ManifestWatch implements ConnectorContext.Task {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final RemoteSidecar sidecar;
    private final Pause pause;

    /** Waits on the thread of the caller. */
    @FunctionalInterface
    interface Pause {
        void rest(Duration time) throws InterruptedException;
    }

    ManifestWatch(RemoteSidecar sidecar, Pause pause) {
        this.sidecar = sidecar;
        this.pause = pause;
    }

    @Override
    public void run() throws InterruptedException {
        Duration next = FIRST_PAUSE;
        while (true) {
            switch (sidecar.readiness()) {
                case Sidecar.Readiness.Ready _ -> {
                    next = FIRST_PAUSE;
                    pause.rest(RemoteSidecar.MANIFEST_LIFE);
                }
                case Sidecar.Readiness.Not _ -> {
                    pause.rest(next);
                    next = next.multipliedBy(2);
                    next = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
                }
            }
        }
    }
}
