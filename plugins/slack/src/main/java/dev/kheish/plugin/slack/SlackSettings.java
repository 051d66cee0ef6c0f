package dev.kheish.plugin.slack;

import dev.kheish.spi.FieldError;
import dev.kheish.spi.SettingRole;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Settings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What an operator can set on a connector, and which combinations cannot work. */
final class SlackSettings {
    static final String BOT_TOKEN = "bot_token";
    static final String SIGNING_SECRET = "signing_secret";
    static final String ALLOW_UNAUTHENTICATED = "allow_unauthenticated_ingress";
    static final String API_BASE_URL = "api_base_url";
    static final String FIXED_SESSION_ID = "fixed_session_id";
    static final String INCLUDE_SELF = "include_self_output";
    static final String MORE_TARGETS = "additional_reply_targets";
    static final String MORE_KEYS = "additional_binding_keys";
    static final String SESSION_POLICY = "session_policy";
    static final String EVENTS_PER_SECOND = "ingress_events_per_second";
    static final String APP_IDS = "allowed_api_app_ids";
    static final String ENTERPRISE_IDS = "allowed_enterprise_ids";
    static final String TEAM_IDS = "allowed_team_ids";
    static final String CHANNEL_IDS = "allowed_channel_ids";
    static final String FILE_HOSTS = "allowed_file_hosts";
    static final String TEAM_TOKENS = "team_bot_tokens";
    static final String TEAM_ID = "team_id";
    static final String INCLUDE_EDITS = "include_edits";
    static final String DIRECT_MESSAGES = "direct_messages";
    static final String BROADCASTS = "allow_broadcast_mentions";
    static final String DELIVERY = "delivery";

    /** The value of {@link #DIRECT_MESSAGES} that makes one session of a whole conversation. */
    static final String CHANNEL = "channel";

    static final List<SettingSpec> SPECS =
            Stream.of(secrets(), ingress(), allowLists(), output()).flatMap(List::stream).toList();

    private SlackSettings() {}

    private static List<SettingSpec> secrets() {
        return List.of(
                SettingSpec.secret(BOT_TOKEN)
                        .describedAs(
                                "The token of the app's bot user, `xoxb-…`: OAuth & Permissions at"
                                        + " Slack. Answers and files need it."),
                SettingSpec.secret(SIGNING_SECRET)
                        .describedAs(
                                "What Slack signs its posts with: Basic Information, App"
                                        + " Credentials, Signing Secret."),
                SettingSpec.objects(
                                TEAM_TOKENS,
                                TEAM_ID,
                                List.of(
                                        SettingSpec.string(TEAM_ID)
                                                .required()
                                                .between(1, Limits.ID_BYTES)
                                                .describedAs("The workspace, such as `T0123456`."),
                                        SettingSpec.secret(BOT_TOKEN)
                                                .required()
                                                .describedAs("The bot token of that workspace.")))
                        .describedAs(
                                "Bot tokens of single workspaces, for an app that is installed in"
                                        + " several. bot_token is for all the others."),
                SettingSpec.bool(ALLOW_UNAUTHENTICATED, false)
                        .describedAs(
                                "Set it to true to do without signing_secret and take posts from"
                                        + " anybody who reaches the address. Files are then not"
                                        + " fetched."),
                SettingSpec.url(API_BASE_URL)
                        .describedAs(
                                "Where the Web API lives, `"
                                        + BaseUrl.SLACK
                                        + "` when empty. https, or http to a loopback address;"
                                        + " bot tokens are sent there."));
    }

    private static List<SettingSpec> ingress() {
        return List.of(
                SettingSpec.string(FIXED_SESSION_ID)
                        .between(0, Limits.ID_BYTES)
                        .as(SettingRole.FIXED_SESSION)
                        .describedAs("The session that takes every message."),
                SettingSpec.sessionPolicy(SESSION_POLICY)
                        .describedAs(
                                "How sessions are made. Set create_if_missing to true unless every"
                                        + " session exists beforehand: each thread is one."),
                SettingSpec.strings(MORE_KEYS)
                        .sorted()
                        .between(0, Limits.BINDING_KEYS)
                        .describedAs(
                                "Further keys that lead to a session, such as `customer:acme`: a"
                                        + " conversation without a session of its own goes to the"
                                        + " session that one of them is bound to."),
                SettingSpec.integer(EVENTS_PER_SECOND, 60)
                        .between(1, 0xFFFF_FFFFL)
                        .raisedToMinimum()
                        .as(SettingRole.INGRESS_RATE)
                        .describedAs(
                                "How many new messages a second are taken from each channel."
                                        + " Repeated ones do not count."),
                SettingSpec.oneOf(DIRECT_MESSAGES, List.of("thread", CHANNEL))
                        .describedAs(
                                "`thread`: each direct message opens a session, and its answer a"
                                        + " thread. `channel`: all direct messages with one person"
                                        + " are one session, answered without a thread."),
                SettingSpec.bool(INCLUDE_EDITS, false)
                        .describedAs(
                                "Set it to true to get edits and deletions of messages as events"
                                        + " of their own."));
    }

    private static List<SettingSpec> allowLists() {
        return List.of(
                allowList(APP_IDS, "Apps whose events are taken, `A…`; all when empty."),
                allowList(
                        ENTERPRISE_IDS,
                        "Enterprise organisations that may send and get messages, `E…`; all when"
                                + " empty."),
                allowList(
                        TEAM_IDS,
                        "Workspaces that may send and get messages, `T…`; all when empty."),
                allowList(
                        CHANNEL_IDS,
                        "Channels that may send and get messages, `C…`, `D…`, `G…`; all when"
                                + " empty."),
                SettingSpec.strings(FILE_HOSTS)
                        .sorted()
                        .lowerCase()
                        .describedAs(
                                "Hosts that files are fetched from, over https and with the bot"
                                        + " token; `host:port` where the port is not 443. Slack's"
                                        + " own when empty."));
    }

    private static SettingSpec allowList(String name, String description) {
        return SettingSpec.strings(name).sorted().describedAs(description);
    }

    private static List<SettingSpec> output() {
        return List.of(
                SettingSpec.bool(INCLUDE_SELF, true)
                        .describedAs("Whether answers go to the thread that the message is in."),
                SettingSpec.replyTargets(MORE_TARGETS)
                        .between(0, Limits.MORE_TARGETS)
                        .describedAs(
                                "Where answers go besides: a list of {plugin, address}, such as"
                                        + " plugin http and a URL."),
                SettingSpec.bool(BROADCASTS, false)
                        .describedAs(
                                "Set it to true to let answers notify everybody with `<!channel>`,"
                                        + " `<!here>` and `<!everyone>`."),
                SettingSpec.deliveryPolicy(DELIVERY)
                        .describedAs("How deliveries to Slack are tried."));
    }

    /** All that a single setting cannot say, at once. */
    static List<FieldError> mistakes(Settings settings) {
        List<FieldError> errors = new ArrayList<>();
        if (!settings.hasSecret(SIGNING_SECRET) && !settings.bool(ALLOW_UNAUTHENTICATED)) {
            errors.add(
                    FieldError.of(
                            SIGNING_SECRET,
                            "is needed, unless allow_unauthenticated_ingress is true."));
        }
        boolean anyToken =
                settings.hasSecret(BOT_TOKEN) || !settings.objects(TEAM_TOKENS).isEmpty();
        if (settings.bool(INCLUDE_SELF) && !anyToken) {
            errors.add(
                    FieldError.of(
                            BOT_TOKEN,
                            "is needed for answers, or team_bot_tokens; without either set"
                                    + " include_self_output to false."));
        }
        settings.string(API_BASE_URL)
                .flatMap(BaseUrl::mistake)
                .ifPresent(text -> errors.add(FieldError.of(API_BASE_URL, text + ".")));
        checkLengths(settings, errors);
        checkHosts(settings, errors);
        return errors;
    }

    private static void checkLengths(Settings settings, List<FieldError> errors) {
        settings.string(FIXED_SESSION_ID)
                .filter(session -> Limits.utf8Bytes(session) > Limits.ID_BYTES)
                .ifPresent(
                        _ -> errors.add(FieldError.of(FIXED_SESSION_ID, tooLong(Limits.ID_BYTES))));
        List<String> keys = settings.strings(MORE_KEYS);
        for (int i = 0; i < keys.size(); i++) {
            String field = MORE_KEYS + "[" + i + "]";
            if (Limits.utf8Bytes(keys.get(i)) > Limits.BINDING_KEY_BYTES) {
                errors.add(FieldError.of(field, tooLong(Limits.BINDING_KEY_BYTES)));
            }
        }
    }

    private static void checkHosts(Settings settings, List<FieldError> errors) {
        List<String> hosts = settings.strings(FILE_HOSTS);
        for (int i = 0; i < hosts.size(); i++) {
            if (!FileHosts.isHost(hosts.get(i))) {
                errors.add(
                        FieldError.of(
                                FILE_HOSTS + "[" + i + "]",
                                "must be a host such as files.example.com, or host:port, without"
                                        + " scheme and path."));
            }
        }
    }

    private static String tooLong(int bytes) {
        return "is longer than " + bytes + " bytes.";
    }
}
