package dev.kheish.host.delivery;

import java.util.Locale;
import java.util.Optional;

/** Where a delivery stands. Rows keep the code. */
enum DeliveryState {
    PENDING(0),
    RETRYING(1),
    DELIVERED(2),
    DEAD_LETTERED(3),
    CANCELLED(4);

    private final int code;
    private final String text = name().toLowerCase(Locale.ROOT);

    DeliveryState(int code) {
        this.code = code;
    }

    /** As the API shows it. */
    String text() {
        return text;
    }

    int code() {
        return code;
    }

    boolean isFinished() {
        return this != PENDING && this != RETRYING;
    }

    static DeliveryState ofCode(long code) {
        for (DeliveryState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("No state of a delivery has the code " + code);
    }

    static Optional<DeliveryState> ofText(String text) {
        for (DeliveryState state : values()) {
            if (state.text.equals(text)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
