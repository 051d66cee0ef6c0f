package dev.kheish.host.cli.sidecar.program;

import java.util.Set;

/** What is broken in this sidecar. */
record Flaws(Set<String> names) {
    boolean has(String name) {
        return names.contains(name);
    }
}
