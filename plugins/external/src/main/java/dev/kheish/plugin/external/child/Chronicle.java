package dev.kheish.plugin.external.child;

import java.util.Set;

/**
 * The record of the generation that lives now, on disk before anybody relies on it. Written by the
 * supervising thread, read by many.
 */
final class Chronicle {
    private final Ledger ledger;
    private volatile GenerationRecord record;

    private Chronicle(Ledger ledger, GenerationRecord record) {
        this.ledger = ledger;
        this.record = record;
    }

    /** Begins it: before the process exists, or a host that comes later would not find it. */
    static Chronicle begin(Ledger ledger, GenerationRecord planned) {
        ledger.write(planned);
        return new Chronicle(ledger, planned);
    }

    GenerationRecord record() {
        return record;
    }

    Kin kin() {
        return record.kin();
    }

    void started(ProcessId leader) {
        write(record.startedAs(leader));
    }

    void pinned(String instanceId) {
        if (!instanceId.equals(record.instanceId())) {
            write(record.pinnedTo(instanceId));
        }
    }

    /** Those that a later host would not find by their session. */
    void seen(Set<ProcessId> strays) {
        if (!strays.equals(record.seen())) {
            write(record.having(strays));
        }
    }

    /** Nothing of it is left. */
    void over() {
        write(record.over());
    }

    // In memory first: whatever the disk says, it is what has to be ended.
    private void write(GenerationRecord changed) {
        record = changed;
        ledger.write(changed);
    }
}
