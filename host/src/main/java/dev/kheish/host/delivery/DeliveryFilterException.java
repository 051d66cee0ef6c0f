package dev.kheish.host.delivery;

/** A list that cannot be made; the message tells the caller why. */
public final class DeliveryFilterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean place;

    private DeliveryFilterException(String message, boolean place) {
        super(message, null, false, false);
        this.place = place;
    }

    static DeliveryFilterException tooBroad(String message) {
        return new DeliveryFilterException(message, false);
    }

    static DeliveryFilterException noPlace() {
        return new DeliveryFilterException("This is no place in a list of deliveries.", true);
    }

    /** Whether the place to go on after was none; otherwise the filter was too broad. */
    public boolean isPlace() {
        return place;
    }
}
