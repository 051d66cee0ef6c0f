package dev.kheish.host.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.subtle.AesGcmJce;

import dev.kheish.host.store.Store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;

/**
 * Encrypts values for slots: AES-256-GCM with the slot's name as associated data, so that no row
 * can stand in for another. The keys lie in the store, wrapped by the master key. Safe for many
 * threads.
 */
final class Vault {
    private static final byte[] KEYSET_CONTEXT =
            "kheish secret keyset".getBytes(StandardCharsets.UTF_8);

    // Without the registry that all sorts of keys would have to be entered in at start.
    private static final Configuration CONFIGURATION = AeadConfig2026.get();

    private final Aead aead;

    private Vault(Aead aead) {
        this.aead = aead;
    }

    /** Encrypts nothing with a key for nothing, so that all it takes is loaded. */
    static void prepare() {
        try {
            KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, CONFIGURATION)
                    .getPrimitive(CONFIGURATION, Aead.class)
                    .encrypt(new byte[0], KEYSET_CONTEXT);
        } catch (GeneralSecurityException e) {
            throw new SecretException("This Java cannot encrypt", e);
        }
    }

    /**
     * Opens the keys of the store, or makes them where there are none yet.
     *
     * @throws SecretException if the master key is missing, ambiguous, or not the one they were
     *     wrapped by
     */
    static Vault open(Store store, Path home, Map<String, String> environment)
            throws InterruptedException {
        Optional<byte[]> wrapped =
                store.read(
                        reader ->
                                reader.one(
                                        "select wrapped from secret_keyset where id = 1",
                                        row -> row.bytes(1)));
        Optional<MasterKey> master = MasterKey.find(home, environment);
        if (wrapped.isPresent()) {
            return unwrap(wrapped.get(), master.orElseThrow(() -> missing(home)));
        }
        return create(store, master.orElseGet(() -> MasterKey.create(home)));
    }

    /** Encrypts a value for a slot, or for what else a context names. */
    byte[] encrypt(String slot, String value) {
        try {
            return aead.encrypt(
                    value.getBytes(StandardCharsets.UTF_8), slot.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SecretException("Failed to encrypt the slot " + slot, e);
        }
    }

    /** Empty if the bytes were not encrypted for this slot with these keys. */
    Optional<String> decrypt(String slot, byte[] ciphertext) {
        try {
            byte[] value = aead.decrypt(ciphertext, slot.getBytes(StandardCharsets.UTF_8));
            return Optional.of(new String(value, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Vault unwrap(byte[] wrapped, MasterKey master) {
        try {
            KeysetHandle keys =
                    TinkProtoKeysetFormat.parseEncryptedKeyset(
                            wrapped, new AesGcmJce(master.bytes()), KEYSET_CONTEXT, CONFIGURATION);
            return new Vault(keys.getPrimitive(CONFIGURATION, Aead.class));
        } catch (GeneralSecurityException e) {
            throw new SecretException(
                    ("The master key from %s does not open the secrets of this home. Give the key"
                                    + " that they were written with.")
                            .formatted(master.origin()),
                    e);
        }
    }

    private static Vault create(Store store, MasterKey master) throws InterruptedException {
        try {
            KeysetHandle keys =
                    KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, CONFIGURATION);
            byte[] wrapped =
                    TinkProtoKeysetFormat.serializeEncryptedKeyset(
                            keys, new AesGcmJce(master.bytes()), KEYSET_CONTEXT, CONFIGURATION);
            store.write(
                    tx ->
                            tx.update(
                                    "insert into secret_keyset (id, wrapped) values (1, ?)",
                                    (Object) wrapped));
            return new Vault(keys.getPrimitive(CONFIGURATION, Aead.class));
        } catch (GeneralSecurityException e) {
            throw new SecretException("Failed to make keys for secrets", e);
        }
    }

    private static SecretException missing(Path home) {
        return new SecretException(
                ("This home holds secrets, but there is no master key: put it back at %s, or give"
                                + " KHEISH_MASTER_KEY or KHEISH_MASTER_KEY_FILE.")
                        .formatted(home.resolve("master.key")));
    }
}
