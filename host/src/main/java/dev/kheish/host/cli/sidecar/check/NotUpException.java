package dev.kheish.host.cli.sidecar.check;

import dev.kheish.host.cli.sidecar.stage.Exchange;

import java.util.List;

/** A check needs a running sidecar, and it does not come up. */
public final class NotUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Exchange> evidence;

    NotUpException(String why, List<Exchange> evidence) {
        super(why);
        this.evidence = List.copyOf(evidence);
    }

    public List<Exchange> evidence() {
        return evidence;
    }
}
