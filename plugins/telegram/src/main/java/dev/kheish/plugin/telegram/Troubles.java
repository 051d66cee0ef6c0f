package dev.kheish.plugin.telegram;

import java.util.Map;
import java.util.TreeMap;

/**
 * What somebody has to change before all of the connector works again, by what was tried. Safe for
 * use by many threads.
 */
final class Troubles {
    private final Map<String, Trouble> troubles = new TreeMap<>();

    /**
     * One thing that is wrong.
     *
     * @param error a word for it
     * @param text for people: what is wrong and what to do
     * @param total whether the connector does not work at all
     */
    record Trouble(String error, String text, boolean total) {}

    /** True if it was not known already. */
    synchronized boolean report(String method, Trouble trouble) {
        return !trouble.equals(troubles.put(method, trouble));
    }

    /** The method did what it should; true if it had not before. */
    synchronized boolean solved(String method) {
        return troubles.remove(method) != null;
    }

    synchronized void forgetAll() {
        troubles.clear();
    }

    /** All of them, by method. */
    synchronized Map<String, Trouble> all() {
        return new TreeMap<>(troubles);
    }
}
