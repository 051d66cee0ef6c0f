package dev.kheish.sidecar;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a builder collected. */
record Plan(
        String platform,
        DeliveryHandler handler,
        List<LifecycleStep> starts,
        List<LifecycleStep> stops,
        Map<String, BackgroundTask> tasks,
        Routes routes,
        Capabilities capabilities,
        boolean experimental,
        int concurrency,
        Duration patience) {}
