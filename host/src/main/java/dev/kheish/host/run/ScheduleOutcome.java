package dev.kheish.host.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What came of a change to a schedule. */
public sealed interface ScheduleOutcome {
    /** It is as the view says. */
    record Done(ObjectNode view) implements ScheduleOutcome {}

    /** There is no such schedule. */
    record Unknown() implements ScheduleOutcome {}

    /** It cannot be done in this state. */
    record WrongState(String state) implements ScheduleOutcome {}

    /** The session has as many as it may. */
    record TooMany(int limit) implements ScheduleOutcome {}
}
