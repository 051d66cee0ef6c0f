package dev.kheish.sidecar;

import dev.kheish.sidecar.http.HttpAnswer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The secrets that the host lends; each is kept for a minute at most. Safe for use by many threads:
 * who asks for the same key at the same time waits for one fetch.
 */
final class Credentials {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final long KEPT_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int MAX_ANSWER_BYTES = 1_048_576;

    private final Host host;
    private final Environment environment;
    private final Timing timing;
    private final Duration patience;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    Credentials(Host host, Environment environment, Timing timing, Duration patience) {
        this.host = host;
        this.environment = environment;
        this.timing = timing;
        this.patience = patience;
    }

    /**
     * Fetches a credential, or takes the one that is kept.
     *
     * @param fresh true to fetch in any case
     */
    Credential get(String key, boolean fresh) throws InterruptedException {
        if (!environment.credentialKeys().contains(key)) {
            throw new CredentialException(
                    key,
                    CredentialException.Reason.UNKNOWN_KEY,
                    "No credential '"
                            + key
                            + "' is lent to connector '"
                            + environment.name()
                            + "': name it in child_process.credential_slots of the connector.");
        }
        long asked = timing.nanos();
        Slot slot = slots.computeIfAbsent(key, _ -> new Slot());
        slot.lock.lockInterruptibly();
        try {
            Credential kept = slot.credential;
            // Fetched while this caller waited is as fresh as can be.
            boolean young = timing.nanos() - slot.fetchedNanos < KEPT_NANOS;
            boolean newEnough = fresh ? slot.fetchedNanos - asked > 0 : young;
            if (kept != null && newEnough && stands(kept)) {
                return kept;
            }
            long begun = timing.nanos();
            Credential fetched = fetch(key);
            slot.credential = fetched;
            slot.fetchedNanos = begun;
            return fetched;
        } finally {
            slot.lock.unlock();
        }
    }

    private boolean stands(Credential credential) {
        return credential.expiresAt().toEpochMilli() > timing.nowMillis();
    }

    private Credential fetch(String key) throws InterruptedException {
        String what = "Fetching credential '" + key + "'";
        var persistence = new Persistence(timing, patience, what);
        boolean repeated = false;
        for (; ; ) {
            OptionalLong after = OptionalLong.empty();
            String why;
            try (HttpAnswer answer =
                    host.get("/credentials/" + Host.segment(key), newestToken(), TIMEOUT)) {
                if (answer.status() == 401 && !repeated) {
                    // The token may have been replaced between reading and using it.
                    repeated = true;
                    continue;
                }
                if (!Reading.isTransient(answer.status())) {
                    return read(key, answer.status(), answer.bytes(MAX_ANSWER_BYTES));
                }
                Reading.Again again = Reading.again(answer, timing.nowMillis());
                after = again.afterMillis();
                why = again.why();
            } catch (IOException e) {
                why = EventSender.lost(e);
            }
            persistence.pause(after, why, null);
            repeated = false;
        }
    }

    private Credential read(String key, int status, byte[] body) throws IOException {
        if (status == 200) {
            JsonObject answer = Reading.object(body).orElse(JsonObject.empty());
            boolean whole = answer.asMap().get("value") instanceof String value && !value.isEmpty();
            if (!whole) {
                throw new IOException("An answer without a value.");
            }
            // Without a time it stands for as long as it is kept.
            Object expires = answer.asMap().get("expires_at_ms");
            long at = expires instanceof Long millis ? millis : Long.MAX_VALUE;
            return new Credential(key, answer.requiredText("value"), Instant.ofEpochMilli(at));
        }
        Problem problem = Problem.read(body);
        if (status == 404) {
            throw new CredentialException(
                    key,
                    CredentialException.Reason.NOT_FOUND,
                    "The host has no credential '"
                            + key
                            + "' for connector '"
                            + environment.name()
                            + "': set the secret that its credential_slots name.");
        }
        if (status == 409) {
            throw new CredentialException(
                    key,
                    CredentialException.Reason.UNAVAILABLE,
                    "Credential '"
                            + key
                            + "' is unavailable: its slot was revoked or holds no generic secret."
                            + " Set it anew at the host.");
        }
        throw problem.refusal("Fetching credential '" + key + "'", status, environment.name());
    }

    /** From the file, where the host puts a new one every few minutes, or else the first one. */
    private String newestToken() {
        Path file = environment.credentialTokenFile();
        if (file != null) {
            try {
                String token = Files.readString(file).strip();
                if (!token.isEmpty()) {
                    return token;
                }
            } catch (IOException e) {
                // Being replaced, or not ours to read: the first token serves for a while.
                return firstToken();
            }
        }
        return firstToken();
    }

    private String firstToken() {
        String token = environment.credentialToken();
        if (token == null) {
            throw new EnvironmentException(
                    Variables.PREFIX + "CREDENTIAL_TOKEN",
                    "is missing, and no token could be read from the file that"
                            + " KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN_FILE names.");
        }
        return token;
    }

    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Credential credential;
        private long fetchedNanos;
    }
}
