package dev.kheish.host.retention;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * How many bytes something may take; beyond that the oldest rows go before their age.
 *
 * @param name for people
 * @param used how many it takes now
 * @param limit 0 for none
 * @param rules whose rows go, those that are missed least first
 */
public record Budget(String name, LongSupplier used, long limit, List<Rule> rules) {
    public Budget {
        rules = List.copyOf(rules);
    }

    boolean isExceeded() {
        return limit > 0 && used.getAsLong() > limit;
    }
}
