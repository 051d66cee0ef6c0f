package dev.kheish.host.plugin;

/**
 * Why a plugin was not taken. Stable names: they appear in the API, in metrics and in
 * documentation.
 */
public enum RefusalReason {
    /** A jar is not a whole zip file, or cannot be read. */
    UNREADABLE_JAR,
    /** The manifest does not say that this is a plugin, or says it badly. */
    NOT_A_PLUGIN,
    /** It was built for a level of the SPI that this host does not speak. */
    SPI_LEVEL_UNSUPPORTED,
    /** A provider class cannot be found, initialised, constructed or started. */
    BROKEN_PROVIDER,
    /** It names no provider of connector kinds. */
    NO_PROVIDER,
    /** Another plugin has its id, or offers a kind of the same name. */
    NAME_TAKEN,
    /** Connectors that are at work with the older generation could not go on with this one. */
    CONNECTORS_NOT_ACCEPTED,
    /** A kind has a name or settings that the host cannot use. */
    INVALID_KIND
}
