package dev.kheish.host.cli.sidecar.check;

import java.util.List;

/**
 * What a check is about.
 *
 * @param id short and stable
 * @param title what holds when it passes
 */
public record About(String id, String title, Clause clause, List<Need> needs) {
    public About {
        needs = List.copyOf(needs);
    }

    static About of(String id, String title, Clause clause, Need... needs) {
        return new About(id, title, clause, List.of(needs));
    }
}
