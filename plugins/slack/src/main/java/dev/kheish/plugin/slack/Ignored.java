package dev.kheish.plugin.slack;

import java.util.Locale;

/**
 * Why a callback makes no run although Slack did all right: sending it again would help nobody, so
 * it is answered 200 and counted. Each is shown under its name in lower case.
 */
enum Ignored {
    /** No event callback. */
    UNSUPPORTED_ENVELOPE("unsupported_envelope", "This sort of post tells of no message."),
    /** No message and no mention. */
    UNSUPPORTED_EVENT(
            "unsupported_event",
            "Only message and app_mention are of use here: at Slack, Event Subscriptions, remove"
                    + " the others."),
    /** Somebody joined, a topic was set, and so on. */
    UNSUPPORTED_SUBTYPE("unsupported_message_subtype", "Notices of Slack are not taken."),
    /** Written by a bot, whichever. */
    BOT_MESSAGE(
            "unsupported_message_subtype", "Bots are not answered: two of them would never end."),
    /** Written by this app or its bot user. */
    OWN_MESSAGE("own_message", "What the app itself wrote is not taken."),
    /** An edit or a deletion. */
    EDITS_OFF(
            "unsupported_message_subtype",
            "Set include_edits to true to get edits and deletions as events."),
    /** An edit that left the text as it was, such as a preview that Slack added. */
    UNCHANGED("unchanged_message", "Edits that leave the text as it was are not taken."),
    /** An app that is not on the list. */
    APP_NOT_ALLOWED("app_not_allowed", "Add the app to allowed_api_app_ids to take its events."),
    /** An enterprise that is not on the list. */
    ENTERPRISE_NOT_ALLOWED(
            "enterprise_not_allowed",
            "Add the organisation to allowed_enterprise_ids to take its messages."),
    /** A workspace that is not on the list. */
    TEAM_NOT_ALLOWED(
            "team_not_allowed", "Add the workspace to allowed_team_ids to take its messages."),
    /** A channel that is not on the list. */
    CHANNEL_NOT_ALLOWED(
            "channel_not_allowed",
            "Add the channel to allowed_channel_ids to take its messages, or remove the app from"
                    + " the channel."),
    /** Slack itself holds events back. */
    APP_RATE_LIMITED(
            "app_rate_limited",
            "Slack held events back: more than 30 000 an hour. At Slack, Event Subscriptions,"
                    + " subscribe to less.");

    private final String reason;
    private final String advice;

    Ignored(String reason, String advice) {
        this.reason = reason;
        this.advice = advice;
    }

    /** As the answer tells it. */
    String reason() {
        return reason;
    }

    /** What an operator can do about it. */
    String advice() {
        return advice;
    }

    /** As the connector's view names it. */
    String shown() {
        return name().toLowerCase(Locale.ROOT);
    }
}
