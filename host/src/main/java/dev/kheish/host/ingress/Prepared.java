package dev.kheish.host.ingress;

import dev.kheish.spi.Receipt;

/** An event before its commit: ready, or settled already. */
sealed interface Prepared {
    /** Ready for the commit. */
    record Ready(PreparedEvent event) implements Prepared {}

    /** It cannot be taken. */
    record Settled(Receipt receipt) implements Prepared {}
}
