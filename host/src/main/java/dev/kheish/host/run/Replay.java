package dev.kheish.host.run;

/** What came of a wish to do a run again. */
public sealed interface Replay {
    /** A new run with the same input is at the end of the session's queue. */
    record Made(StoredRun run) implements Replay {}

    /** The run has not ended. */
    record Unfinished(RunState state) implements Replay {}

    /** The run was emptied because of its age. */
    record Pruned() implements Replay {}

    /** There is no such run. */
    record Unknown() implements Replay {}
}
