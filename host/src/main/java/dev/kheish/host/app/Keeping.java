package dev.kheish.host.app;

import dev.kheish.host.delivery.Deliveries;
import dev.kheish.host.retention.Budget;
import dev.kheish.host.retention.Retention;
import dev.kheish.host.retention.RetentionSettings;
import dev.kheish.host.retention.Rule;
import dev.kheish.host.run.Runs;
import dev.kheish.host.run.Schedules;

import java.time.Clock;
import java.util.List;

/**
 * What is kept for how long. The order matters: an output stays while a delivery carries it, a run
 * while it has outputs, its receipts as long as the run.
 */
record Keeping(Rooms rooms, RetentionSettings settings, Clock clock) {
    Retention retention() {
        Runs.Slices runs = rooms.runs.slices(Deliveries::isCarried);
        Rule stream = Rule.of(rooms.events.slice(), settings.stream());
        Rule deliveries = Rule.of(rooms.deliveries.slice(), settings.deliveries());
        Rule outputs = Rule.of(runs.outputs(), settings.outputs());
        Rule inputs = Rule.of(runs.runs(), settings.runs());
        Rule receipts = Rule.of(rooms.ingress.slice(), settings.receipts());
        Rule assets =
                new Rule(
                        rooms.assets.slice(Schedules::names),
                        settings.assets(),
                        this::notForUnfinishedWork);
        List<Rule> rules =
                List.of(
                        stream,
                        deliveries,
                        outputs,
                        inputs,
                        receipts,
                        assets,
                        Rule.of(rooms.schedules.slice(), settings.executions()),
                        Rule.of(rooms.connectors.slice(), settings.receipts()),
                        Rule.of(rooms.audit.slice(), settings.audit()));
        return new Retention(
                rooms.store,
                clock,
                rules,
                List.of(
                        new Budget(
                                "The database",
                                rooms.store::bytesInUse,
                                settings.databaseBytes(),
                                List.of(stream, deliveries, outputs, inputs)),
                        new Budget(
                                "The folder of assets",
                                rooms.assets::bytes,
                                settings.assetBytes(),
                                List.of(assets))));
    }

    /**
     * Whatever an unfinished run or delivery refers to was noted as used when it was made, or up to
     * a quarter of an hour before.
     */
    private long notForUnfinishedWork(long cutMs) {
        long run = rooms.store.read(Runs::oldestUnfinishedMs).orElse(Long.MAX_VALUE);
        long delivery = rooms.store.read(Deliveries::oldestUnfinishedMs).orElse(Long.MAX_VALUE);
        long oldest = Math.min(run, delivery);
        return oldest == Long.MAX_VALUE
                ? cutMs
                : Math.min(cutMs, oldest - Retention.YOUNGEST.toMillis());
    }
}
