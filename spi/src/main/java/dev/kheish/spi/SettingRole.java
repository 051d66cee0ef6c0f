package dev.kheish.spi;

/** What a setting means to the host. Roles make a setting act; its name never does. */
public enum SettingRole {
    /** Of use to the kind alone. */
    NONE,
    /** {@link SettingType#STRING}: every event of the connector goes to this session. */
    FIXED_SESSION,
    /** {@link SettingType#REPLY_TARGETS}: counted as references to the connectors they name. */
    REPLY_TARGETS,
    /** {@link SettingType#SESSION_POLICY}: whether and how missing sessions are made. */
    SESSION_POLICY,
    /** {@link SettingType#INT}: new events a second, burst of one second, for each rate scope. */
    INGRESS_RATE,
    /** {@link SettingType#DELIVERY_POLICY}: how deliveries through this connector are tried. */
    DELIVERY_POLICY
}
