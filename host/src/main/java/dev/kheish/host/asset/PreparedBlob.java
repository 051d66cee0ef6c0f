package dev.kheish.host.asset;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that are on disk and wait for their row. Without one they are unused space, no more.
 *
 * @param digest SHA-256, lower-case hex
 * @param length in bytes
 * @param mediaType such as {@code image/png}
 * @param fileName a safe leaf name, if one was given
 */
public record PreparedBlob(
        String digest, long length, String mediaType, @Nullable String fileName) {}
