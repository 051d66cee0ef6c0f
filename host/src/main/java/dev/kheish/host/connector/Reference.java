package dev.kheish.host.connector;

/**
 * Something that still needs a connector.
 *
 * @param type such as {@code schedule}, {@code session}, {@code delivery} or {@code connector}
 * @param id of that thing, as its own routes take it
 * @param detail for people: how it refers to the connector
 */
public record Reference(String type, String id, String detail) {}
