package dev.kheish.spi;

/** A connector that cannot be opened or started; the message tells the operator what to change. */
public final class ConnectorException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The message appears in the connector's view: what is wrong, where, what to do; no secret. */
    public ConnectorException(String message) {
        super(message);
    }

    /** The cause is logged; only the message appears in views. */
    public ConnectorException(String message, Throwable cause) {
        super(message, cause);
    }
}
