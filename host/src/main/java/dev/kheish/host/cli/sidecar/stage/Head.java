package dev.kheish.host.cli.sidecar.stage;

import java.util.Locale;
import java.util.Map;

/** Status line and headers of an answer; header names in lower case. */
record Head(int status, boolean newer, Map<String, String> headers) {
    static final String BROKEN = "the answer broke off in the middle";

    Head {
        headers = Map.copyOf(headers);
    }

    boolean chunked() {
        return headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked");
    }

    /** Negative if the body ends with the connection. */
    int length() {
        String length = headers.getOrDefault("content-length", "");
        return length.matches("[0-9]{1,9}") ? Integer.parseInt(length) : -1;
    }

    /** Does the connection outlive this answer? */
    boolean persistent() {
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        boolean delimited = chunked() || length() >= 0 || status == 204 || status == 304;
        return delimited
                && (newer ? !connection.contains("close") : connection.contains("keep-alive"));
    }
}
