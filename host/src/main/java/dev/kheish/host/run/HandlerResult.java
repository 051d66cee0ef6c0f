package dev.kheish.host.run;

import java.time.Duration;
import java.util.List;

/** How a handler left a run. */
sealed interface HandlerResult {
    /** It answered, perhaps with nothing. */
    record Answered(List<OutputDraft> outputs) implements HandlerResult {}

    /** It gave up. */
    record Failed(RunFailure failure) implements HandlerResult {}

    /**
     * Somebody will complete the run through the API, with the lease that it has, made this long.
     */
    record Later(Duration lease) implements HandlerResult {}
}
