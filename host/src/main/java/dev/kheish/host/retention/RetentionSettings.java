package dev.kheish.host.retention;

import dev.kheish.host.settings.SettingsReader;

import java.time.Duration;

/**
 * {@code retention.*}: how long what has ended stays; zero for ever.
 *
 * @param receipts how long a repeated event is known; not shorter than {@code runs}
 * @param databaseBytes beyond that the oldest goes before its time; 0 for no limit
 * @param assetBytes the same for files
 */
public record RetentionSettings(
        Duration stream,
        Duration deliveries,
        Duration outputs,
        Duration runs,
        Duration receipts,
        Duration assets,
        Duration executions,
        Duration audit,
        long databaseBytes,
        long assetBytes) {
    /** A month for most, a week for the stream, a year for the audit log. */
    public static final RetentionSettings DEFAULT =
            new RetentionSettings(
                    Duration.ofDays(7),
                    Duration.ofDays(30),
                    Duration.ofDays(30),
                    Duration.ofDays(30),
                    Duration.ofDays(30),
                    Duration.ofDays(30),
                    Duration.ofDays(30),
                    Duration.ofDays(365),
                    0,
                    0);

    /** Reads them, and complains about those that cannot be. */
    public static RetentionSettings from(SettingsReader in) {
        RetentionSettings settings =
                new RetentionSettings(
                        age(in, "retention.stream", DEFAULT.stream),
                        age(in, "retention.deliveries", DEFAULT.deliveries),
                        age(in, "retention.outputs", DEFAULT.outputs),
                        age(in, "retention.runs", DEFAULT.runs),
                        age(in, "retention.receipts", DEFAULT.receipts),
                        age(in, "retention.assets", DEFAULT.assets),
                        age(in, "retention.executions", DEFAULT.executions),
                        age(in, "retention.audit", DEFAULT.audit),
                        in.bytes("retention.database-size", 0),
                        in.bytes("retention.assets-size", 0));
        if (!settings.receipts.isZero()
                && (settings.runs.isZero() || settings.receipts.compareTo(settings.runs) < 0)) {
            in.problem(
                    "retention.receipts",
                    "must not be shorter than retention.runs: a run that is stored knows its event");
        }
        return settings;
    }

    private static Duration age(SettingsReader in, String key, Duration otherwise) {
        Duration age = in.duration(key, otherwise);
        if (!age.isZero() && age.compareTo(Retention.YOUNGEST) < 0) {
            in.problem(key, "must be at least 1h, or 0s for ever");
        }
        return age;
    }
}
