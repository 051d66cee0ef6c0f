package dev.kheish.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** How one attempt to deliver ended. Plugins make these; only the host switches over them. */
public sealed interface DeliveryResult {
    /** It arrived. */
    static DeliveryResult delivered(Evidence evidence) {
        return new Delivered(evidence);
    }

    /**
     * Nothing was tried, because of the connector itself (own limits, draining); costs no attempt.
     */
    static DeliveryResult later(Duration after, String reason) {
        return new Later(after, reason);
    }

    /** It failed and may work later; the host chooses when. */
    static DeliveryResult retry(String reason, Evidence evidence) {
        return new Retry(Optional.empty(), reason, evidence);
    }

    /** It failed and may work later, not before {@code after}; the host caps it at one hour. */
    static DeliveryResult retryAfter(Duration after, String reason, Evidence evidence) {
        return new Retry(Optional.of(after), reason, evidence);
    }

    /** It failed and will always fail. */
    static DeliveryResult rejected(String reason, Evidence evidence) {
        return new Rejected(reason, evidence);
    }

    /** {@link #rejected(String, Evidence)} before anything was sent. */
    static DeliveryResult rejected(String reason) {
        return new Rejected(reason, Evidence.none());
    }

    /**
     * A step that the platform cannot de-duplicate may or may not have happened. Never tried again
     * by itself.
     */
    static DeliveryResult unknown(String reason, Evidence evidence) {
        return new Unknown(reason, evidence);
    }

    /** See {@link #delivered}. */
    record Delivered(Evidence evidence) implements DeliveryResult {
        /** Refuses null. */
        public Delivered {
            Objects.requireNonNull(evidence, "evidence");
        }
    }

    /** See {@link #later}. */
    record Later(Duration after, String reason) implements DeliveryResult {
        /** Refuses null. */
        public Later {
            Objects.requireNonNull(after, "after");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** See {@link #retry}. */
    record Retry(Optional<Duration> after, String reason, Evidence evidence)
            implements DeliveryResult {
        /** Refuses null. */
        public Retry {
            Objects.requireNonNull(after, "after");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(evidence, "evidence");
        }
    }

    /** See {@link #rejected(String, Evidence)}. */
    record Rejected(String reason, Evidence evidence) implements DeliveryResult {
        /** Refuses null. */
        public Rejected {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(evidence, "evidence");
        }
    }

    /** See {@link #unknown}. */
    record Unknown(String reason, Evidence evidence) implements DeliveryResult {
        /** Refuses null. */
        public Unknown {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(evidence, "evidence");
        }
    }
}
