package dev.kheish.host.cli.sidecar.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The side of the host that hands out secrets. Safe for use by many threads. */
public final class CredentialDesk {
    /**
     * How long a value may be kept: short, so that a sidecar asks again soon and its work can be
     * held up there.
     */
    private static final Duration LIFE = Duration.ofSeconds(2);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, String> values;
    private final Secrets secrets;
    private final Path file;
    private final Set<String> issued = ConcurrentHashMap.newKeySet();
    private final Set<String> live = ConcurrentHashMap.newKeySet();
    private final String leaseId = random();
    private final String grantId = random();
    private volatile long forgottenAt = System.nanoTime();
    private volatile boolean empty;
    private volatile boolean spawnTokenDead;

    CredentialDesk(Map<String, String> values, Secrets secrets, Path folder) {
        this.values = Map.copyOf(values);
        this.secrets = secrets;
        this.file = folder.resolve("credential-token");
        values.forEach((name, value) -> secrets.add("the value of " + name, value));
    }

    public Set<String> names() {
        return values.keySet();
    }

    /** From now on no secret is in its slot. */
    public void empty(boolean isEmpty) {
        empty = isEmpty;
    }

    /** From the next start on only the token in the file works. */
    public void spawnTokenDead(boolean isDead) {
        spawnTokenDead = isDead;
    }

    /** Whether the header names a token that was given out, dead or alive. */
    public boolean known(String authorization) {
        return authorization.startsWith("Bearer ")
                && issued.contains(authorization.substring("Bearer ".length()));
    }

    /** Whether the header names a token that works. */
    public boolean admits(String authorization) {
        return authorization.startsWith("Bearer ")
                && live.contains(authorization.substring("Bearer ".length()));
    }

    /** Gives a new process what it needs to ask. */
    void issue(Variables variables) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        String spawn = random();
        String fresh = random();
        secrets.add("the credential token of the environment", spawn);
        secrets.add("the credential token of the file", fresh);
        issued.addAll(Set.of(spawn, fresh));
        live.clear();
        live.add(fresh);
        if (!spawnTokenDead) {
            live.add(spawn);
        }
        write(fresh);
        variables
                .set("CREDENTIAL_TOKEN", spawn)
                .set("CREDENTIAL_TOKEN_FILE", file.toString())
                .credentialKeys(values.keySet());
    }

    /** When nobody may keep a value any longer that was handed out so far, as a nano time. */
    public long forgottenAt() {
        return forgottenAt;
    }

    HostReply answer(HostCall call) {
        if (!admits(call.authorization())) {
            return HostReply.problem(401, "unauthorized", "The token of the lease is not valid.");
        }
        String name = call.uri().substring(call.uri().lastIndexOf('/') + 1);
        String value = empty ? null : values.get(name);
        if (value == null) {
            return HostReply.problem(404, "not_found", "There is no such secret.");
        }
        forgottenAt = System.nanoTime() + LIFE.toNanos();
        return HostReply.json(
                        Json.object()
                                .put("value", value)
                                .put("lease_id", leaseId)
                                .put("grant_id", grantId)
                                .put("expires_at_ms", System.currentTimeMillis() + LIFE.toMillis()))
                .header("Cache-Control", "no-store");
    }

    private void write(String token) throws IOException {
        Path next = file.resolveSibling("credential-token.new");
        Files.deleteIfExists(next);
        Files.createFile(
                next,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, token + "\n");
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
