package dev.kheish.spi;

/** Who wrote a reply target. Rights such as reaching private networks go with it. */
public enum Origin {
    /** Configuration, or the control plane under an admin token. */
    OPERATOR,
    /** A payload, a sidecar or a worker. */
    CLIENT
}
