package dev.kheish.host.secret;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.secret.SlotCache.Slot;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The slots of the encrypted store. A value leaves only through {@link #value} and {@link #reveal};
 * nothing that is shown, logged or audited holds one. Safe for use by many threads.
 */
public final class Secrets {
    /** Longest value in bytes of UTF-8. */
    public static final int VALUE_LIMIT = 64 * 1024;

    private static final System.Logger LOG = System.getLogger(Secrets.class.getName());

    private final Store store;
    private final Vault vault;
    private final AuditTrail audit;
    private final Clock clock;
    private final SlotCache cache = new SlotCache();
    private final Set<String> foreign = ConcurrentHashMap.newKeySet();
    private volatile List<String> foreignForms = List.of();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    private Secrets(Store store, Vault vault, AuditTrail audit, Clock clock) {
        this.store = store;
        this.vault = vault;
        this.audit = audit;
        this.clock = clock;
    }

    /** Loads the ciphers, which takes a while and needs nothing: {@link #open} finds them there. */
    public static void prepare() {
        Vault.prepare();
    }

    /**
     * Opens the slots; on the first start of a home without a master key, one is made there.
     *
     * @param environment where KHEISH_MASTER_KEY, KHEISH_MASTER_KEY_FILE or a systemd credential
     *     may be
     * @throws SecretException if the master key is missing, ambiguous or the wrong one
     */
    public static Secrets open(
            Store store, Path home, Map<String, String> environment, AuditTrail audit, Clock clock)
            throws InterruptedException {
        return new Secrets(store, Vault.open(store, home, environment), audit, clock);
    }

    /** Calls {@code listener} with the name of each slot that changed, on the writer thread. */
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** Why a value cannot be kept; empty if it can. */
    public static Optional<String> refusal(String value) {
        if (value.isBlank()) {
            return Optional.of("must not be blank");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > VALUE_LIMIT) {
            return Optional.of("must have at most " + VALUE_LIMIT + " bytes");
        }
        return Optional.empty();
    }

    /** Encrypts a value, trimmed, for a slot. */
    public SealedSecret seal(String slot, String value) {
        return new SealedSecret(slot, vault.encrypt(slot, value.strip()));
    }

    /**
     * Writes a slot in the current commit; one that was revoked can be used again. The value that
     * it has already is no change: whoever uses it need not hear of it, or start anything again.
     *
     * @param automaticOf the incarnation that a new slot goes with; an existing slot stays whose it
     *     is
     */
    public void put(Tx tx, SealedSecret secret, String actor, @Nullable Long automaticOf) {
        if (hasSameValue(tx, secret)) {
            return;
        }
        SlotRows.put(tx, secret, automaticOf, clock.millis());
        changed(tx, secret.slot(), actor, "secret_written");
    }

    private boolean hasSameValue(Tx tx, SealedSecret secret) {
        Optional<String> now =
                SlotRows.stored(tx, secret.slot())
                        .filter(stored -> !stored.revoked())
                        .flatMap(
                                stored ->
                                        vault.decrypt(secret.slot(), stored.sealed().ciphertext()));
        return now.isPresent() && now.equals(vault.decrypt(secret.slot(), secret.ciphertext()));
    }

    /** Writes a slot by itself. */
    public SlotStatus write(String slot, String value, String actor) throws InterruptedException {
        SealedSecret sealed = seal(slot, value);
        return store.write(
                tx -> {
                    put(tx, sealed, actor, null);
                    return SlotRows.status(tx, slot).orElseThrow();
                });
    }

    /**
     * Encrypts a text that lies outside the slots.
     *
     * @param context what it is and whose, for {@link #decrypt}; never the name of a slot
     * @return base64
     */
    public String encrypt(String context, String text) {
        return Base64.getEncoder().encodeToString(vault.encrypt(context, text));
    }

    /** Such a text again; empty if it was not encrypted with this key for this context. */
    public Optional<String> decrypt(String context, String base64) {
        try {
            return vault.decrypt(context, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // somebody changed it
        }
    }

    /** What people see of a slot. */
    public Optional<SlotStatus> status(String slot) {
        return store.read(reader -> SlotRows.status(reader, slot));
    }

    /** Slots after a name, by name. */
    public List<SlotStatus> list(String after, int limit) {
        return store.read(reader -> SlotRows.list(reader, after, limit));
    }

    /** Whether a slot can be used. */
    public SlotState state(String slot) {
        return slot(slot).state();
    }

    /** Whether a slot exists, as of the current commit. */
    public boolean exists(Tx tx, String slot) {
        return SlotRows.status(tx, slot).isPresent();
    }

    /** The value of a slot for whoever was configured with it; empty unless READY. */
    public Optional<String> value(String slot) {
        Slot found = slot(slot);
        return found.state() == SlotState.READY ? Optional.of(found.value()) : Optional.empty();
    }

    /** Values of connectors that are in no slot, but in the host's environment. */
    public void alsoHide(Collection<String> values) {
        if (foreign.addAll(values)) {
            foreignForms = HiddenForms.of(foreign);
        }
    }

    /** A text that came from outside, without the values that are in use. */
    public String redact(String text) {
        return HiddenForms.remove(foreignForms, cache.redact(text));
    }

    /** The value of a slot for a caller from outside; written down before it is given. */
    public Optional<String> reveal(String slot, String actor, String purpose)
            throws InterruptedException {
        Optional<String> value = value(slot);
        ObjectNode detail = Json.object().put("purpose", purpose).put("found", value.isPresent());
        store.write(
                tx -> {
                    audit.append(tx, actor, "secret_read", slot, detail);
                    return slot;
                });
        return value;
    }

    /** Deletes a slot. Ask first who uses it. */
    public SlotDeletion delete(String slot, String actor) throws InterruptedException {
        return store.write(
                tx -> {
                    if (!SlotRows.delete(tx, slot)) {
                        return SlotDeletion.UNKNOWN;
                    }
                    changed(tx, slot, actor, "secret_deleted");
                    return SlotDeletion.DELETED;
                });
    }

    /** Makes a slot unusable until it is written again; false if there is none. */
    public boolean revoke(String slot, String actor) throws InterruptedException {
        return store.write(
                tx -> {
                    boolean found = SlotRows.revoke(tx, slot, clock.millis());
                    if (found) {
                        changed(tx, slot, actor, "secret_revoked");
                    }
                    return found;
                });
    }

    /** Deletes the slots that were made for an incarnation, but for those that are kept. */
    public void deleteAutomatic(Tx tx, long incarnation, String actor, Predicate<String> kept) {
        for (String slot : SlotRows.automaticOf(tx, incarnation)) {
            if (!kept.test(slot)) {
                SlotRows.delete(tx, slot);
                changed(tx, slot, actor, "secret_deleted");
            }
        }
    }

    private void changed(Tx tx, String slot, String actor, String action) {
        audit.append(tx, actor, action, slot, Json.object());
        tx.afterCommit(
                () -> {
                    cache.drop(slot);
                    listeners.forEach(listener -> listener.accept(slot));
                });
    }

    private Slot slot(String name) {
        Slot cached = cache.get(name);
        if (cached != null) {
            return cached;
        }
        long stamp = cache.stamp();
        Slot read =
                store.read(reader -> SlotRows.stored(reader, name))
                        .map(row -> open(name, row))
                        .orElse(new Slot(SlotState.MISSING, ""));
        if (read.state() != SlotState.MISSING) {
            cache.keep(name, read, stamp);
        }
        return read;
    }

    private Slot open(String name, SlotRows.Stored row) {
        if (row.revoked()) {
            return new Slot(SlotState.REVOKED, "");
        }
        Optional<String> value = vault.decrypt(name, row.sealed().ciphertext());
        if (value.isEmpty()) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Secret slot cannot be decrypted; write it again: {0}",
                    name);
        }
        return value.map(text -> new Slot(SlotState.READY, text))
                .orElse(new Slot(SlotState.DAMAGED, ""));
    }
}
