package dev.kheish.plugin.slack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one of Slack's error words means for a delivery, and what somebody can do about it.
 * Immutable.
 *
 * @param advice for people; may be empty
 */
record ApiError(Sort sort, String advice) {
    /** What it means. */
    enum Sort {
        /** Another try, later. Slack may have done it, or a part of it. */
        UNCERTAIN,
        /** Another try, later. Nothing was done. */
        TEMPORARY,
        /** The token is of no use for anything until somebody changes it. */
        TOKEN,
        /** A right or a switch is missing until somebody changes it. */
        RIGHT,
        /** Nothing: this message cannot go to this place. */
        FINAL,
        /** It was posted before and is gone. */
        GONE,
        /** Who knows: the word is new. */
        UNKNOWN
    }

    /** Our own word, for a token that no request can carry. */
    static final String UNUSABLE_TOKEN = "unusable_token";

    private static final ApiError NEW = new ApiError(Sort.UNKNOWN, "");

    /** Words of which there are many, by their beginning. */
    private static final List<String> FINAL_PREFIXES =
            List.of("invalid_", "restricted_action", "slack_connect_", "too_many_", "metadata_");

    private static final Map<String, ApiError> KNOWN = new HashMap<>();

    static {
        all(Sort.UNCERTAIN, "", "fatal_error", "internal_error", "service_unavailable");
        all(Sort.TEMPORARY, "", "request_timeout");
        all(Sort.TEMPORARY, "The channel is being moved.", "external_channel_migrating");
        all(
                Sort.TEMPORARY,
                "The workspace moves to an enterprise organisation; Slack takes messages again when"
                        + " that is done.",
                "team_added_to_org",
                "org_login_required");
        all(
                Sort.TEMPORARY,
                "The workspace has reached the usage limit of its plan.",
                "message_limit_exceeded");
        mendableErrors();
        finalErrors();
        all(
                Sort.GONE,
                "Slack knows the message from an earlier attempt, but it is not there any more.",
                "duplicate_message_not_found",
                "duplicate_channel_not_found");
    }

    private static void mendableErrors() {
        all(
                Sort.TOKEN,
                "What is stored holds a line end or another control character: store the token"
                        + " alone.",
                UNUSABLE_TOKEN);
        all(
                Sort.TOKEN,
                "Store the Bot User OAuth Token that Slack shows under OAuth & Permissions; install"
                        + " the app again if there is none.",
                "not_authed",
                "invalid_auth",
                "account_inactive",
                "token_revoked",
                "token_expired",
                "not_allowed_token_type");
        all(
                Sort.RIGHT,
                "At Slack, OAuth & Permissions, add the missing scope and install the app again.",
                "missing_scope");
        all(
                Sort.RIGHT,
                "The organisation's administrators have to give the app access to the workspace.",
                "team_access_not_granted");
        all(
                Sort.RIGHT,
                "The workspace takes calls from listed addresses only: add this host's.",
                "accesslimited");
        all(
                Sort.RIGHT,
                "The account behind the token has to set up two-factor authentication.",
                "two_factor_setup_required");
        all(
                Sort.RIGHT,
                "The token cannot be used in an enterprise organisation.",
                "enterprise_is_restricted");
        all(
                Sort.RIGHT,
                "At Slack, App Home, switch the Messages Tab on and let users write to the app.",
                "messages_tab_disabled");
        all(
                Sort.RIGHT,
                "The workspace takes no files: its administrators can change that.",
                "file_uploads_disabled",
                "storage_limit_reached");
        all(
                Sort.RIGHT,
                "Slack has withdrawn this method: a newer version of the plugin is needed, or"
                        + " api_base_url leads to something else.",
                "method_deprecated",
                "deprecated_endpoint",
                "unknown_method");
    }

    private static void finalErrors() {
        all(
                Sort.FINAL,
                "The app is not in the channel: invite it there.",
                "not_in_channel",
                "no_permission",
                "posting_to_channel_denied");
        all(
                Sort.FINAL,
                "The workspace's administrators do not let the app post to #general.",
                "posting_to_general_channel_denied");
        all(
                Sort.FINAL,
                "There is no such channel for this token: it is another workspace's, or private and"
                        + " without the app.",
                "channel_not_found",
                "invalid_channel",
                "team_not_found",
                "user_not_found");
        all(Sort.FINAL, "The channel is archived.", "is_archived", "channel_is_archived");
        all(Sort.FINAL, "Slack takes no empty files.", "missing_argument");
        all(
                Sort.FINAL,
                "The message that was to be answered is gone, or cannot be answered.",
                "thread_not_found",
                "message_not_found",
                "cannot_reply_to_message");
        all(
                Sort.FINAL,
                "The workspace's administrators do not let the app post there.",
                "ekm_access_denied",
                "access_denied",
                "is_inactive");
        all(
                Sort.FINAL,
                "",
                "msg_too_long",
                "msg_blocks_too_long",
                "no_text",
                "missing_post_type",
                "missing_file_data",
                "as_user_not_supported",
                "attachment_payload_limit_exceeded",
                "markdown_text_conflict");
        all(
                Sort.FINAL,
                "Slack does not take this file.",
                "file_not_found",
                "file_update_failed",
                "file_upload_size_restricted",
                "file_share_limit_reached",
                "max_file_sharing_exceeded",
                "unable_to_share_files",
                "blocked_file_type",
                "malware_detected",
                "snippet_too_large",
                "unknown_snippet_type",
                "unknown_subtype",
                "alt_txt_too_large",
                "file_deleted",
                "file_is_deleted");
    }

    /** What a word means. */
    static ApiError of(String word) {
        ApiError known = KNOWN.get(word);
        if (known != null) {
            return known;
        }
        return FINAL_PREFIXES.stream().anyMatch(word::startsWith)
                ? new ApiError(Sort.FINAL, "")
                : NEW;
    }

    private static void all(Sort sort, String advice, String... words) {
        for (String word : words) {
            KNOWN.put(word, new ApiError(sort, advice));
        }
    }
}
