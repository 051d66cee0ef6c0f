package dev.kheish.sample.irc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which channels we are in, and why not in others. Safe for use by many threads. */
final class Channels {
    private final List<String> wanted;
    private final Set<String> joined = new HashSet<>();
    private final Map<String, String> refusals = new HashMap<>();
    private Casemapping casemapping = Casemapping.RFC1459;

    Channels(List<String> wanted) {
        this.wanted = wanted;
    }

    synchronized void mapping(Casemapping mapping) {
        casemapping = mapping;
    }

    synchronized void joined(String channel) {
        joined.add(casemapping.fold(channel));
        refusals.remove(casemapping.fold(channel));
    }

    synchronized void left(String channel, String why) {
        joined.remove(casemapping.fold(channel));
        refusals.put(casemapping.fold(channel), why);
    }

    /** The wanted ones that we are not in. */
    synchronized List<String> missing() {
        return wanted.stream().filter(name -> !joined.contains(casemapping.fold(name))).toList();
    }

    /** True for a wanted channel that we are not in. */
    synchronized boolean isMissing(String name) {
        return missing().stream().anyMatch(one -> casemapping.same(one, name));
    }

    /** What the operator should know; empty if all is well. */
    synchronized String complaint() {
        Map<String, String> words = new TreeMap<>();
        missing()
                .forEach(
                        name -> {
                            String why = refusals.get(casemapping.fold(name));
                            if (why != null) {
                                words.put(name, why);
                            }
                        });
        return words.isEmpty() ? "" : "not in " + words;
    }
}
