package dev.kheish.plugin.http;

import dev.kheish.spi.FieldError;
import dev.kheish.spi.SettingRole;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Settings;

import java.util.ArrayList;
import java.util.List;

/** What an operator can set on a connector, and which combinations cannot work. */
final class HttpSettings {
    static final String FIXED_SESSION_ID = "fixed_session_id";
    static final String ACTOR_ID = "actor_id";
    static final String BEARER_TOKEN = "bearer_token";
    static final String HMAC_SECRET = "hmac_secret";
    static final String ALLOW_UNAUTHENTICATED = "allow_unauthenticated_ingress";
    static final String REQUIRE_SIGNATURE = "require_hmac_signature";
    static final String SIGNATURE_MAX_AGE = "signature_max_age_secs";
    static final String REQUIRE_KEY = "require_idempotency_key";
    static final String EVENTS_PER_SECOND = "ingress_events_per_second";
    static final String ALLOW_PAYLOAD_TARGETS = "allow_payload_reply_targets";
    static final String DEFAULT_TARGETS = "default_reply_targets";
    static final String DEFAULT_BINDING_KEYS = "default_binding_keys";
    static final String SESSION_POLICY = "session_policy";

    static final List<SettingSpec> SPECS =
            List.of(
                    fixedSession(),
                    actor(),
                    SettingSpec.secret(BEARER_TOKEN)
                            .describedAs(
                                    "The token that senders put behind `Authorization: Bearer `."
                                            + " Without it, require a signature or allow"
                                            + " unauthenticated ingress."),
                    SettingSpec.secret(HMAC_SECRET)
                            .describedAs(
                                    "The secret that senders sign their posts with. A signature"
                                            + " that comes along is always checked; to insist on"
                                            + " one, set require_hmac_signature."),
                    SettingSpec.bool(ALLOW_UNAUTHENTICATED, false)
                            .describedAs(
                                    "Set it to true to take posts from anybody who reaches the"
                                            + " address. Such posts cannot name sessions, files or"
                                            + " reply targets."),
                    SettingSpec.bool(REQUIRE_SIGNATURE, false)
                            .describedAs(
                                    "Set it to true to refuse posts that hmac_secret did not sign."
                                            + " Needs hmac_secret and require_idempotency_key."),
                    SettingSpec.integer(SIGNATURE_MAX_AGE, 300)
                            .between(1, 3600)
                            .describedAs(
                                    "How many seconds the time in a signature may differ from the"
                                            + " host's clock, either way."),
                    SettingSpec.bool(REQUIRE_KEY, true)
                            .describedAs(
                                    "Set it to false to take posts without an idempotency_key; a"
                                            + " repeated one then makes another run."),
                    rate(),
                    SettingSpec.bool(ALLOW_PAYLOAD_TARGETS, false)
                            .describedAs(
                                    "Set it to true to let authenticated senders say in the post"
                                            + " where its answers go."),
                    SettingSpec.replyTargets(DEFAULT_TARGETS)
                            .describedAs(
                                    "Where answers go when a post does not say: a list of {plugin,"
                                            + " address}, such as plugin http and a URL."),
                    bindingKeys(),
                    SettingSpec.sessionPolicy(SESSION_POLICY)
                            .describedAs(
                                    "How sessions are made. Set create_if_missing to true unless"
                                            + " every session exists beforehand."));

    private HttpSettings() {}

    /** Whether senders prove who they are before anything they say is acted upon. */
    static boolean isAuthenticated(Settings settings) {
        return settings.hasSecret(BEARER_TOKEN)
                || (settings.bool(REQUIRE_SIGNATURE) && settings.hasSecret(HMAC_SECRET));
    }

    /** All that a single setting cannot say, at once. */
    static List<FieldError> mistakes(Settings settings) {
        List<FieldError> errors = new ArrayList<>();
        checkAuthentication(settings, errors);
        settings.string(ACTOR_ID)
                .filter(actor -> Limits.utf8Bytes(actor) > Limits.ID_BYTES)
                .ifPresent(_ -> errors.add(FieldError.of(ACTOR_ID, tooLong(Limits.ID_BYTES))));
        settings.string(FIXED_SESSION_ID)
                .filter(session -> Limits.utf8Bytes(session) > Limits.ID_BYTES)
                .ifPresent(
                        _ -> errors.add(FieldError.of(FIXED_SESSION_ID, tooLong(Limits.ID_BYTES))));
        List<String> keys = settings.strings(DEFAULT_BINDING_KEYS);
        for (int i = 0; i < keys.size(); i++) {
            if (Limits.utf8Bytes(keys.get(i)) > Limits.BINDING_KEY_BYTES) {
                String field = DEFAULT_BINDING_KEYS + "[" + i + "]";
                errors.add(FieldError.of(field, tooLong(Limits.BINDING_KEY_BYTES)));
            }
        }
        return errors;
    }

    private static void checkAuthentication(Settings settings, List<FieldError> errors) {
        boolean signed = settings.bool(REQUIRE_SIGNATURE);
        if (signed && !settings.hasSecret(HMAC_SECRET)) {
            errors.add(
                    FieldError.of(
                            HMAC_SECRET, "is needed because require_hmac_signature is true."));
        }
        if (signed && !settings.bool(REQUIRE_KEY)) {
            errors.add(
                    FieldError.of(
                            REQUIRE_KEY,
                            "must be true when require_hmac_signature is: a signed post could be"
                                    + " repeated by anybody who saw it."));
        }
        boolean open = settings.bool(ALLOW_UNAUTHENTICATED);
        if (!signed && !open && !settings.hasSecret(BEARER_TOKEN)) {
            errors.add(
                    FieldError.of(
                            BEARER_TOKEN,
                            "is needed, unless require_hmac_signature with hmac_secret or"
                                    + " allow_unauthenticated_ingress is set."));
        }
    }

    private static SettingSpec fixedSession() {
        return SettingSpec.string(FIXED_SESSION_ID)
                .between(0, Limits.ID_BYTES)
                .as(SettingRole.FIXED_SESSION)
                .describedAs("The session that takes every event, whatever the post says.");
    }

    private static SettingSpec actor() {
        return SettingSpec.string(ACTOR_ID)
                .between(0, Limits.ID_BYTES)
                .describedAs(
                        "Who an event comes from when the post does not say; `"
                                + EventMaker.DEFAULT_ACTOR
                                + "` when this is empty too.");
    }

    private static SettingSpec rate() {
        return SettingSpec.integer(EVENTS_PER_SECOND, 60)
                .between(1, 0xFFFF_FFFFL)
                .as(SettingRole.INGRESS_RATE)
                .describedAs(
                        "How many new events a second this connector takes. Repeated ones do not"
                                + " count.");
    }

    private static SettingSpec bindingKeys() {
        return SettingSpec.strings(DEFAULT_BINDING_KEYS)
                .between(0, Limits.BINDING_KEYS)
                .describedAs(
                        "Keys that lead to a session, such as `customer:acme`, for posts that bring"
                                + " none of their own.");
    }

    private static String tooLong(int bytes) {
        return "is longer than " + bytes + " bytes.";
    }
}
