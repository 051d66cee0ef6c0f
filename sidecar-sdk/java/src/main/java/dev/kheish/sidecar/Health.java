package dev.kheish.sidecar;

import java.util.LinkedHashMap;
import java.util.Map;

/** How the sidecar is. Safe for use by many threads. */
final class Health {
    private volatile boolean started;
    private volatile boolean draining;
    private volatile @Nullable String degraded;

    void started() {
        started = true;
    }

    void draining() {
        draining = true;
    }

    void degraded(String detail) {
        degraded = Detail.cut(detail);
    }

    void ready() {
        degraded = null;
    }

    boolean isDraining() {
        return draining;
    }

    boolean isStarted() {
        return started;
    }

    String status() {
        if (draining) {
            return "draining";
        }
        if (!started) {
            return "starting";
        }
        return degraded == null ? "ready" : "degraded";
    }

    /** Status and detail as members of the answer to a health check. */
    Map<String, Object> view() {
        Map<String, Object> view = new LinkedHashMap<>();
        String detail = degraded;
        view.put("status", status());
        if (detail != null) {
            view.put("detail", detail);
        }
        return view;
    }
}
