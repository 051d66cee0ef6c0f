package dev.kheish.host.connector;

import dev.kheish.host.secret.AuditTrail;
import dev.kheish.host.secret.CredentialLeases;
import dev.kheish.host.secret.EnvironmentSecrets;
import dev.kheish.host.secret.Secrets;
import dev.kheish.host.store.Store;
import dev.kheish.host.stream.EventLog;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * What this room stands on.
 *
 * @param file the connectors file; it need not exist
 * @param folders where connectors have folders of their own; need not exist
 * @param housekeeping time between two looks at the file and at what drains; zero means only when
 *     asked
 * @param retention how long the incarnation of a connector that left the file is kept
 * @param patience how long closing a connector waits for calls under way
 */
public record ConnectorRooms(
        Store store,
        KindSource kinds,
        Secrets secrets,
        CredentialLeases leases,
        EnvironmentSecrets environment,
        EventLog events,
        AuditTrail audit,
        Clock clock,
        Path file,
        Path folders,
        Duration housekeeping,
        Duration retention,
        Duration patience) {}
