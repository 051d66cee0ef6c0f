package dev.kheish.host.delivery;

import dev.kheish.host.audit.AuditLog;
import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.store.Store;
import dev.kheish.host.stream.EventLog;

import java.time.Clock;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * What deliveries stand on.
 *
 * @param redactor hides the values of stored secrets in a text
 * @param random for back-off; safe for use by many threads
 */
public record DeliveryRooms(
        Store store,
        Clock clock,
        EventLog events,
        AuditLog audit,
        ConnectorDirectory directory,
        Attachments attachments,
        UnaryOperator<String> redactor,
        RandomGenerator random) {}
