package dev.kheish.spi;

/** The shapes that a setting can have. The host reads, checks, stores and shows them all. */
public enum SettingType {
    /** Text; trimmed, blank counts as absent. */
    STRING,
    /** A whole number. */
    INT,
    /** True or false. */
    BOOL,
    /** Text such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 24h} or {@code 30d}. */
    DURATION,
    /** One of a fixed set of words. */
    ENUM,
    /** An absolute {@code http} or {@code https} URL. */
    URL,
    /** Write-only {@code {value?, secret_ref?, env?}}; {@link ConnectorContext#secret} reads it. */
    SECRET,
    /** A list of text. */
    STRING_LIST,
    /** A list of whole numbers. */
    INT_LIST,
    /** An object with members of its own. Replaced as a whole. */
    OBJECT,
    /** A list of objects, unique by one member. Replaced as a whole. */
    OBJECT_LIST,
    /** An object with free names and text values. Replaced as a whole. */
    MAP,
    /** An object that gives environment names the names of secret slots. Replaced as a whole. */
    SLOT_MAP,
    /** A list of {@code {plugin, address}}; decoded and checked by the kinds they name. */
    REPLY_TARGETS,
    /** {@code {create_if_missing, persona_id, capability_scope, credential_scope}}. */
    SESSION_POLICY,
    /** {@code {max_attempts, max_age, concurrency, per_second, timeout}}. */
    DELIVERY_POLICY
}
