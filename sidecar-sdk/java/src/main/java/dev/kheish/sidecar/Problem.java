package dev.kheish.sidecar;

/**
 * What a refusal of the host says.
 *
 * @param json true if the body was JSON at all, and so came from a host
 */
record Problem(@Nullable String code, @Nullable String detail, boolean json) {
    static Problem read(byte[] body) {
        JsonObject problem;
        try {
            problem = JsonObject.parse(body);
        } catch (JsonException e) {
            // A proxy's page, say: the status alone has to do.
            return new Problem(null, null, false);
        }
        Object code = problem.asMap().get("code");
        Object detail = problem.asMap().get("detail");
        return new Problem(
                code instanceof String word ? word : null,
                detail instanceof String text ? Detail.cut(text) : null,
                true);
    }

    /** The typed error for an answer that no repeat can mend. */
    HostRefusedException refusal(String what, int status, String connector) {
        var text = new StringBuilder(what).append(" was refused with status ").append(status);
        if (code != null) {
            text.append(" (").append(code).append(')');
        }
        text.append('.');
        if (detail != null) {
            text.append(" The host says: ").append(detail);
        }
        String advice = advice(status, connector);
        if (!advice.isEmpty()) {
            text.append(' ').append(advice);
        }
        return new HostRefusedException(text.toString(), status, code, detail);
    }

    private static String advice(int status, String connector) {
        return switch (status) {
            case 401, 403 ->
                    "Check that the shared token of connector '"
                            + connector
                            + "' is the same at the host and in"
                            + " KHEISH_EXTERNAL_CONNECTOR_SHARED_TOKEN.";
            case 404 ->
                    "The host has no external connector '"
                            + connector
                            + "': create it there, or mend KHEISH_EXTERNAL_CONNECTOR_NAME.";
            case 409 ->
                    "Set session_policy.create_if_missing of the connector to true, or create the"
                            + " session first.";
            case 413 -> "Send less at once: smaller texts or files.";
            case 301, 302, 303, 307, 308 ->
                    "Redirects are not followed: KHEISH_EXTERNAL_CONNECTOR_DAEMON_BASE_URL must be"
                            + " the host itself.";
            default -> "";
        };
    }
}
