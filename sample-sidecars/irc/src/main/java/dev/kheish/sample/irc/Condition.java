package dev.kheish.sample.irc;

import dev.kheish.sidecar.Sidecar;

import java.util.EnumMap;
import java.util.Map;

/** What is wrong, from several sides, as one word for health checks. Safe for many threads. */
final class Condition {
    /** Who complains. */
    enum Side {
        CONNECTION,
        CHANNELS,
        HOST
    }

    private final Sidecar sidecar;
    private final Map<Side, String> complaints = new EnumMap<>(Side.class);

    Condition(Sidecar sidecar) {
        this.sidecar = sidecar;
    }

    /** Sets what one side has to say; empty for nothing. */
    synchronized void report(Side side, String complaint) {
        String before = complaints.getOrDefault(side, "");
        if (before.equals(complaint)) {
            return;
        }
        if (complaint.isEmpty()) {
            complaints.remove(side);
        } else {
            complaints.put(side, complaint);
            sidecar.logger().log(System.Logger.Level.WARNING, complaint);
        }
        if (complaints.isEmpty()) {
            sidecar.reportReady();
        } else {
            sidecar.reportDegraded(String.join("; ", complaints.values()));
        }
    }
}
