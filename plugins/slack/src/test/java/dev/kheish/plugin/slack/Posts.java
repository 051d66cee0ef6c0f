package dev.kheish.plugin.slack;

/** What Slack posts. */
final class Posts {
    private Posts() {}

    /** An event callback of app A1, workspace T1, with the members of an event. */
    static String callback(String event) {
        return callback("Ev1", event);
    }

    static String callback(String eventId, String event) {
        return """
        {"token":"legacy","team_id":"T1","api_app_id":"A1","type":"event_callback",
         "event_id":"%s","event_time":1750000000,"event":%s,
         "authorizations":[{"enterprise_id":null,"team_id":"T1","user_id":"UBOT","is_bot":true,
                            "is_enterprise_install":false}]}"""
                .formatted(eventId, event);
    }

    /** A message of U1 in channel C1 that says hi. */
    static String message() {
        return message("");
    }

    /** The same with further members. */
    static String message(String more) {
        return callback(event(more));
    }

    static String event(String more) {
        return """
        {"type":"message","channel":"C1","channel_type":"channel","user":"U1","text":"hi",
         "ts":"1750000000.000100","event_ts":"1750000000.000100"%s}"""
                .formatted(more.isEmpty() ? "" : "," + more);
    }
}
