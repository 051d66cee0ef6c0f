package dev.kheish.plugin.slack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiErrorTest {
    /** What Slack documents for the methods that are called here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "access_denied",
                "accesslimited",
                "account_inactive",
                "alt_txt_too_large",
                "as_user_not_supported",
                "attachment_payload_limit_exceeded",
                "cannot_reply_to_message",
                "channel_not_found",
                "deprecated_endpoint",
                "duplicate_channel_not_found",
                "duplicate_message_not_found",
                "ekm_access_denied",
                "enterprise_is_restricted",
                "external_channel_migrating",
                "fatal_error",
                "file_deleted",
                "file_not_found",
                "file_update_failed",
                "file_upload_size_restricted",
                "file_uploads_disabled",
                "internal_error",
                "invalid_arg_name",
                "invalid_arguments",
                "invalid_array_arg",
                "invalid_auth",
                "invalid_blocks",
                "invalid_channel",
                "invalid_charset",
                "invalid_form_data",
                "invalid_post_type",
                "is_archived",
                "markdown_text_conflict",
                "message_limit_exceeded",
                "messages_tab_disabled",
                "metadata_must_be_sent_from_app",
                "method_deprecated",
                "missing_argument",
                "missing_file_data",
                "missing_post_type",
                "missing_scope",
                "msg_blocks_too_long",
                "msg_too_long",
                "no_permission",
                "no_text",
                "not_allowed_token_type",
                "not_authed",
                "not_in_channel",
                "org_login_required",
                "posting_to_channel_denied",
                "posting_to_general_channel_denied",
                "request_timeout",
                "restricted_action",
                "restricted_action_non_threadable_channel",
                "restricted_action_read_only_channel",
                "restricted_action_thread_locked",
                "restricted_action_thread_only_channel",
                "service_unavailable",
                "slack_connect_canvas_sharing_blocked",
                "snippet_too_large",
                "storage_limit_reached",
                "team_access_not_granted",
                "team_added_to_org",
                "team_not_found",
                "token_expired",
                "token_revoked",
                "too_many_attachments",
                "too_many_contact_cards",
                "two_factor_setup_required",
                "unknown_snippet_type",
                "unknown_subtype"
            })
    void knowsEveryDocumentedWord(String word) {
        assertThat(ApiError.of(word).sort()).isNotEqualTo(ApiError.Sort.UNKNOWN);
    }

    @Test
    void knowsABadTokenThoughItsWordBeginsLikeABadArgument() {
        assertThat(ApiError.of("invalid_auth").sort()).isEqualTo(ApiError.Sort.TOKEN);
        assertThat(ApiError.of("invalid_arguments").sort()).isEqualTo(ApiError.Sort.FINAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "brand_new", "INVALID_AUTH", "missing_"})
    void admitsWhatItDoesNotKnow(String word) {
        assertThat(ApiError.of(word).sort()).isEqualTo(ApiError.Sort.UNKNOWN);
    }
}
