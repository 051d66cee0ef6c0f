package dev.kheish.spi;

import java.util.Objects;

/**
 * A raw reply target as people write it.
 *
 * @param plugin the kind that delivers, or the host's own {@code daemon}
 * @param address what that kind decodes, at most 64 KiB of UTF-8; kinds have limits of their own
 */
public record ReplyHandle(String plugin, String address) {
    /** Refuses null. */
    public ReplyHandle {
        Objects.requireNonNull(plugin, "plugin");
        Objects.requireNonNull(address, "address");
    }

    /** The way to make one: the record may gain members. */
    public static ReplyHandle of(String plugin, String address) {
        return new ReplyHandle(plugin, address);
    }
}
