package dev.kheish.host.health;

/**
 * Something that an operator should know.
 *
 * @param code stable word such as {@code connector_errors}
 * @param message what is so
 * @param action what to do about it
 */
public record Warning(Severity severity, String code, String message, String action) {
    /** How bad it is. */
    public enum Severity {
        /** Good to know. */
        INFO,
        /** Something does not work as it should. */
        WARNING,
        /** Work is at risk. */
        ERROR
    }

    /** Something does not work as it should. */
    public static Warning warning(String code, String message, String action) {
        return new Warning(Severity.WARNING, code, message, action);
    }

    /** Work is at risk. */
    public static Warning error(String code, String message, String action) {
        return new Warning(Severity.ERROR, code, message, action);
    }
}
