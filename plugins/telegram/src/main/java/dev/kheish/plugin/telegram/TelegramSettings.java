package dev.kheish.plugin.telegram;

import dev.kheish.spi.FieldError;
import dev.kheish.spi.SettingRole;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Settings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What an operator can set on a connector, and which combinations cannot work. */
final class TelegramSettings {
    static final String BOT_TOKEN = "bot_token";
    static final String SECRET_TOKEN = "secret_token";
    static final String ALLOW_UNAUTHENTICATED = "allow_unauthenticated_ingress";
    static final String API_BASE_URL = "api_base_url";
    static final String INGRESS_MODE = "ingress_mode";
    static final String POLLING_TIMEOUT = "polling_timeout_seconds";
    static final String MANAGE_WEBHOOK = "manage_webhook";
    static final String WEBHOOK_URL = "webhook_url";
    static final String WEBHOOK_CHECK = "webhook_check_interval";
    static final String EVENTS_PER_SECOND = "ingress_events_per_second";
    static final String CHAT_IDS = "allowed_chat_ids";
    static final String FIXED_SESSION_ID = "fixed_session_id";
    static final String INCLUDE_SELF = "include_self_output";
    static final String MORE_TARGETS = "additional_reply_targets";
    static final String MORE_KEYS = "additional_binding_keys";
    static final String SESSION_POLICY = "session_policy";
    static final String DELIVERY = "delivery";

    /** The value of {@link #INGRESS_MODE} with which the connector asks for updates itself. */
    static final String POLLING = "polling";

    private static final String WEBHOOK = "webhook";
    private static final long MOST_EVENTS = 0xFFFF_FFFFL;

    static final List<SettingSpec> SPECS =
            Stream.of(platform(), webhook(), ingress(), output()).flatMap(List::stream).toList();

    private TelegramSettings() {}

    static boolean polls(Settings settings) {
        return settings.string(INGRESS_MODE).filter(POLLING::equals).isPresent();
    }

    private static List<SettingSpec> platform() {
        return List.of(
                SettingSpec.secret(BOT_TOKEN)
                        .describedAs(
                                "The bot's token, `123456:ABC…`, from BotFather. Answers, files and"
                                        + " polling need it."),
                SettingSpec.oneOf(INGRESS_MODE, List.of(WEBHOOK, POLLING))
                        .describedAs(
                                "`webhook`: Telegram sends updates to this connector's address."
                                        + " `polling`: the connector asks for them, and needs no"
                                        + " public address."),
                SettingSpec.integer(POLLING_TIMEOUT, 30)
                        .between(1, MOST_EVENTS)
                        .raisedToMinimum()
                        .describedAs(
                                "How long one poll waits for an update; Telegram lets it wait for"
                                        + " 50 at most."),
                SettingSpec.url(API_BASE_URL)
                        .describedAs(
                                "Where the Bot API lives, `"
                                        + BaseUrl.TELEGRAM
                                        + "` when empty. https, or http to a loopback address; the"
                                        + " bot token is sent there."));
    }

    private static List<SettingSpec> webhook() {
        return List.of(
                SettingSpec.secret(SECRET_TOKEN)
                        .describedAs(
                                "What Telegram sends with each webhook call to prove itself: 1 to"
                                        + " 256 of the characters `A-Z a-z 0-9 _ -`, as given to"
                                        + " setWebhook."),
                SettingSpec.bool(ALLOW_UNAUTHENTICATED, false)
                        .describedAs(
                                "Set it to true to do without secret_token and take updates from"
                                        + " anybody who reaches the address."),
                SettingSpec.bool(MANAGE_WEBHOOK, false)
                        .describedAs(
                                "Set it to true to have the connector set its webhook at Telegram"
                                        + " and look after it; with polling, to have a webhook that"
                                        + " is in the way deleted."),
                SettingSpec.url(WEBHOOK_URL)
                        .describedAs(
                                "Where Telegram reaches this connector, such as"
                                        + " `https://bots.example.com/v1/connectors/telegram/bot`;"
                                        + " for manage_webhook."),
                SettingSpec.duration(WEBHOOK_CHECK, "5m")
                        .describedAs(
                                "How often a managed webhook is looked after, from 1s to 1d."));
    }

    private static List<SettingSpec> ingress() {
        return List.of(
                SettingSpec.integers(CHAT_IDS)
                        .sorted()
                        .describedAs(
                                "Chats that may send and get messages; all when empty. Groups and"
                                        + " channels have negative ids."),
                SettingSpec.string(FIXED_SESSION_ID)
                        .between(0, Limits.ID_BYTES)
                        .as(SettingRole.FIXED_SESSION)
                        .describedAs("The session that takes every message."),
                SettingSpec.sessionPolicy(SESSION_POLICY)
                        .describedAs(
                                "How sessions are made. Set create_if_missing to true unless every"
                                        + " session exists beforehand: each chat is one."),
                SettingSpec.strings(MORE_KEYS)
                        .sorted()
                        .between(0, Limits.BINDING_KEYS)
                        .describedAs(
                                "Further keys that lead to a session, such as `customer:acme`: a"
                                        + " chat without a session of its own goes to the session"
                                        + " that one of them is bound to."),
                SettingSpec.integer(EVENTS_PER_SECOND, 100)
                        .between(1, MOST_EVENTS)
                        .raisedToMinimum()
                        .as(SettingRole.INGRESS_RATE)
                        .describedAs(
                                "How many new updates a second are taken. Repeated ones do not"
                                        + " count."));
    }

    private static List<SettingSpec> output() {
        return List.of(
                SettingSpec.bool(INCLUDE_SELF, true)
                        .describedAs("Whether answers go to the chat that the message is in."),
                SettingSpec.replyTargets(MORE_TARGETS)
                        .between(0, Limits.MORE_TARGETS)
                        .describedAs(
                                "Where answers go besides: a list of {plugin, address}, such as"
                                        + " plugin http and a URL."),
                SettingSpec.deliveryPolicy(DELIVERY)
                        .describedAs("How deliveries to Telegram are tried."));
    }

    /** All that a single setting cannot say, at once. */
    static List<FieldError> mistakes(Settings settings) {
        List<FieldError> errors = new ArrayList<>();
        checkToken(settings, errors);
        if (!polls(settings)
                && !settings.hasSecret(SECRET_TOKEN)
                && !settings.bool(ALLOW_UNAUTHENTICATED)) {
            errors.add(
                    FieldError.of(
                            SECRET_TOKEN,
                            "is needed for a webhook, unless allow_unauthenticated_ingress is"
                                    + " true."));
        }
        settings.string(API_BASE_URL)
                .flatMap(BaseUrl::mistake)
                .ifPresent(text -> errors.add(FieldError.of(API_BASE_URL, text + ".")));
        errors.addAll(WebhookUrl.mistakes(settings));
        checkLengths(settings, errors);
        return errors;
    }

    private static void checkToken(Settings settings, List<FieldError> errors) {
        if (settings.hasSecret(BOT_TOKEN)) {
            return;
        }
        if (polls(settings)) {
            errors.add(FieldError.of(BOT_TOKEN, "is needed for polling."));
        } else if (settings.bool(MANAGE_WEBHOOK)) {
            errors.add(FieldError.of(BOT_TOKEN, "is needed for manage_webhook."));
        } else if (settings.bool(INCLUDE_SELF)) {
            errors.add(
                    FieldError.of(
                            BOT_TOKEN,
                            "is needed for answers; without it set include_self_output to"
                                    + " false."));
        }
    }

    private static void checkLengths(Settings settings, List<FieldError> errors) {
        settings.string(FIXED_SESSION_ID)
                .filter(session -> Limits.utf8Bytes(session) > Limits.ID_BYTES)
                .ifPresent(
                        _ -> errors.add(FieldError.of(FIXED_SESSION_ID, tooLong(Limits.ID_BYTES))));
        List<String> keys = settings.strings(MORE_KEYS);
        for (int i = 0; i < keys.size(); i++) {
            if (Limits.utf8Bytes(keys.get(i)) > Limits.BINDING_KEY_BYTES) {
                errors.add(
                        FieldError.of(
                                MORE_KEYS + "[" + i + "]", tooLong(Limits.BINDING_KEY_BYTES)));
            }
        }
    }

    private static String tooLong(int bytes) {
        return "is longer than " + bytes + " bytes.";
    }
}
