package dev.kheish.host.store;

/** Tables whose rows are numbered by the writer. */
public enum Sequence {
    /** Runs. */
    RUN("run"),
    /** Sessions. */
    SESSION("session"),
    /** Keys that lead to sessions. */
    BINDING("binding"),
    /** Outputs. */
    OUTPUT("output"),
    /** Deliveries. */
    DELIVERY("delivery"),
    /** Lanes of deliveries. */
    LANE("lane"),
    /** Assets. */
    ASSET("asset"),
    /** Rows of the event stream. */
    EVENT("event"),
    /** Incarnations of connectors. */
    CONNECTOR("connector"),
    /** Rows of the audit log. */
    AUDIT("audit"),
    /** Schedules. */
    SCHEDULE("schedule"),
    /** Executions of schedules. */
    EXECUTION("schedule_execution");

    private final String table;

    Sequence(String table) {
        this.table = table;
    }

    String table() {
        return table;
    }
}
