package dev.kheish.plugin.external.child;

import dev.kheish.plugin.external.ExternalSettings;
import dev.kheish.plugin.external.Nullable;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Lease;
import dev.kheish.spi.LeaseRefusedException;

import jakarta.json.JsonArrayBuilder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The lease of one generation: a token for its environment, and a file that always holds a fresh
 * one. For the supervising thread.
 */
final class Credentials implements AutoCloseable {
    private final ConnectorContext context;
    private final List<String> names;
    private final Lease lease;
    private final TokenFile file;
    private final String spawnToken;

    private Credentials(ConnectorContext context, List<String> names, Lease lease, TokenFile file) {
        this.context = context;
        this.names = names;
        this.lease = lease;
        this.file = file;
        this.spawnToken = lease.issueToken();
    }

    /**
     * Takes out a lease.
     *
     * @param account who is to read the file; the host's own user when null
     */
    static Credentials grant(
            ConnectorContext context, ChildSettings settings, @Nullable Account account)
            throws BlockedException {
        Lease lease;
        try {
            lease = context.leases().grant(ExternalSettings.SLOTS_PATH);
        } catch (LeaseRefusedException e) {
            throw new BlockedException(String.valueOf(e.getMessage()));
        }
        try {
            return granted(context, settings.credentialNames(), lease, account);
        } catch (IOException e) {
            lease.close();
            throw new BlockedException(
                    "The file for the credential token cannot be written: " + e.getMessage());
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private static Credentials granted(
            ConnectorContext context, List<String> names, Lease lease, @Nullable Account account)
            throws IOException {
        TokenFile file =
                account == null ? TokenFile.in(context.folder()) : TokenFile.readableBy(account);
        Credentials credentials = new Credentials(context, names, lease, file);
        try {
            credentials.renew();
            return credentials;
        } catch (IOException | RuntimeException e) {
            credentials.close();
            throw e;
        }
    }

    String spawnToken() {
        return spawnToken;
    }

    /** The names that it can fetch, sorted, as a JSON array. */
    String namesJson() {
        JsonArrayBuilder array = context.json().createArrayBuilder();
        names.forEach(array::add);
        return array.build().toString();
    }

    Path file() {
        return file.path();
    }

    /** The folder of the file, where it was made for it alone. */
    @Nullable
    String ownFolder() {
        return file.ownFolder();
    }

    /** Whether an operator ended the lease. */
    boolean isRevoked() {
        return lease.isRevoked();
    }

    /** Puts a new token into the file, unless the lease has ended. */
    void renew() throws IOException {
        String token;
        try {
            token = lease.issueToken();
        } catch (IllegalStateException e) {
            return; // revoked just now; whoever watches sees it
        }
        file.write(token);
    }

    /** Ends the lease and deletes the file. */
    @Override
    public void close() {
        lease.close();
        try {
            file.delete();
        } catch (IOException e) {
            context.log().log(
                    System.Logger.Level.WARNING,
                    "A credential token file, useless by now, cannot be deleted: " + file.path(),
                    e);
        }
    }
}
