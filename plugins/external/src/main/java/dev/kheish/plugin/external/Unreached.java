package dev.kheish.plugin.external;

import dev.kheish.spi.EgressException;

import java.util.Locale;

/** Says in whole sentences why a sidecar was not reached, and where to look. */
final class Unreached {
    private Unreached() {}

    /**
     * @param request such as {@code GET /manifest}
     */
    static String text(String request, EgressException e) {
        return "The sidecar gave no usable answer to %s: %s.%s"
                .formatted(request, inSentence(e.getMessage()), hint(e.reason()));
    }

    private static String inSentence(String cause) {
        return cause.isEmpty()
                ? "for an unknown reason"
                : cause.substring(0, 1).toLowerCase(Locale.ROOT) + cause.substring(1);
    }

    private static String hint(EgressException.Reason reason) {
        return switch (reason) {
            case CONNECT -> " It has to run, and to listen at base_url.";
            case UNKNOWN_HOST, INVALID_URL -> " Correct base_url.";
            case BLOCKED_ADDRESS ->
                    " Set allow_private_network to true if it sits in your own network.";
            case PROTOCOL, TOO_LARGE -> " Check that base_url leads to the sidecar itself.";
            default -> "";
        };
    }
}
