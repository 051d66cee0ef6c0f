package dev.kheish.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * The normal form of a reply target: two targets that mean the same have equal addresses.
 * Immutable.
 */
public final class Target {
    private final String address;
    private final Origin origin;
    private final String display;
    private final @Nullable String connector;
    private final @Nullable String lane;

    private Target(
            String address,
            Origin origin,
            String display,
            @Nullable String connector,
            @Nullable String lane) {
        this.address = Objects.requireNonNull(address, "address");
        this.origin = Objects.requireNonNull(origin, "origin");
        this.display = Objects.requireNonNull(display, "display");
        this.connector = connector;
        this.lane = lane;
    }

    /**
     * A target that names no connector and leaves its lane to the host.
     *
     * @param address normal form; {@link ConnectorKind#target(String, Origin)} reads it again
     * @param display shown in views and logs: enough to recognise it, with no secret and no person
     *     in it
     */
    public static Target of(String address, Origin origin, String display) {
        return new Target(address, origin, display, null, null);
    }

    /** The same target, delivered by this connector of the kind. */
    public Target withConnector(String name) {
        return new Target(address, origin, display, Objects.requireNonNull(name, "name"), lane);
    }

    /**
     * The same target in this lane: deliveries of one lane keep their order, such as those to one
     * chat. Unique within the connector, or within the kind where no connector is named.
     */
    public Target withLane(String key) {
        return new Target(address, origin, display, connector, Objects.requireNonNull(key, "key"));
    }

    /** Normal form of the address. */
    public String address() {
        return address;
    }

    /** Who wrote it. */
    public Origin origin() {
        return origin;
    }

    /** How it is shown. */
    public String display() {
        return display;
    }

    /** The connector that delivers; empty where the kind's {@link Output} does. */
    public Optional<String> connector() {
        return Optional.ofNullable(connector);
    }

    /** The lane that the kind chose; empty where the host chooses. */
    public Optional<String> lane() {
        return Optional.ofNullable(lane);
    }

    @Override
    public String toString() {
        return display;
    }
}
