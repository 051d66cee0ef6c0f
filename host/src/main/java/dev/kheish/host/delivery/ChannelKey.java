package dev.kheish.host.delivery;

import dev.kheish.host.connector.StoredTarget;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What shares a breaker, a policy and a pause: a connector, or the origin of targets that name
 * none.
 *
 * @param origin as shown; null for a connector
 */
record ChannelKey(String plugin, @Nullable String connector, @Nullable String origin) {
    private static final Pattern URL_ORIGIN =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#\\s]+");

    static ChannelKey of(StoredTarget target) {
        return of(target.plugin(), target.connector(), target.display());
    }

    static ChannelKey of(String plugin, @Nullable String connector, String display) {
        return connector == null
                ? new ChannelKey(plugin, null, originIn(display))
                : new ChannelKey(plugin, connector, null);
    }

    /** How people name it. */
    String label() {
        return connector == null ? String.valueOf(origin) : plugin + ":" + connector;
    }

    /** The number that rows keep. */
    long number() {
        return connector == null
                ? digest(plugin, "origin", origin)
                : digest(plugin, "name", connector);
    }

    /** The number of a lane in this channel: the one that the kind chose, or the session's own. */
    long lane(@Nullable String chosen, long session) {
        String channel = Long.toString(number());
        return chosen == null
                ? digest(channel, "session", Long.toString(session))
                : digest(channel, "lane", chosen);
    }

    // The display may say more than the origin; what has none is an origin by itself.
    private static String originIn(String display) {
        Matcher url = URL_ORIGIN.matcher(display);
        return url.find() ? url.group() : display;
    }

    private static long digest(@Nullable String... parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                sha256.update(String.valueOf(part).getBytes(StandardCharsets.UTF_8));
                sha256.update((byte) 0);
            }
            return ByteBuffer.wrap(sha256.digest()).getLong() & Long.MAX_VALUE;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
