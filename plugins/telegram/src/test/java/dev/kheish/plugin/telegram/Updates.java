package dev.kheish.plugin.telegram;

/** What Telegram sends. */
final class Updates {
    private Updates() {}

    static String update(long id, String kind, String body) {
        return "{\"update_id\":%d,\"%s\":%s}".formatted(id, kind, body);
    }

    /** Update 7: user 9 says hi in chat 5. */
    static String hi() {
        return update(
                7,
                "message",
                "{\"message_id\":1,\"chat\":{\"id\":5},\"from\":{\"id\":9},\"text\":\"hi\"}");
    }

    /** Update 7: a message in chat 5 with these members. */
    static String message(String members) {
        return update(7, "message", body(members));
    }

    static String body(String members) {
        return "{\"message_id\":1,\"chat\":{\"id\":5},\"from\":{\"id\":9},%s}".formatted(members);
    }

    /** Update 7: user 9 pressed a button of message 40 in chat 5. */
    static String callback(String members) {
        return update(7, "callback_query", "{\"id\":\"cb1\",\"from\":{\"id\":9}" + members + "}");
    }

    static final String BELOW = ",\"message\":{\"message_id\":40,\"chat\":{\"id\":5},\"date\":0}";
}
