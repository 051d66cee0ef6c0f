package dev.kheish.plugin.external;

import dev.kheish.spi.Egress;
import dev.kheish.spi.SettingRole;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Settings;

import java.util.List;

/** What an operator can set on a connector. */
public final class ExternalSettings {
    /** The secret that both sides know. */
    public static final String SHARED_TOKEN = "shared_token";

    /** The path of the slot map that leases are granted for. */
    public static final String SLOTS_PATH = "child_process.credential_slots";

    static final String PLATFORM = "platform";
    static final String MODE = "mode";
    static final String REMOTE = "remote_http";
    static final String CHILD = "child_process";
    static final String BASE_URL = "base_url";
    static final String ALLOW_PRIVATE = "allow_private_network";
    static final String ALLOW_UNAUTHENTICATED = "allow_unauthenticated_ingress";
    static final String FIXED_SESSION_ID = "fixed_session_id";
    static final String INCLUDE_SELF = "include_self_output";
    static final String MORE_TARGETS = "additional_reply_targets";
    static final String MORE_KEYS = "additional_binding_keys";
    static final String SESSION_POLICY = "session_policy";
    static final String EVENTS_PER_SECOND = "ingress_events_per_second";
    static final String DELIVERY = "delivery";

    static final List<SettingSpec> SPECS =
            List.of(
                    SettingSpec.string(PLATFORM)
                            .required()
                            .immutable()
                            .between(0, Limits.ID_BYTES)
                            .describedAs(
                                    "What the sidecar connects to, such as `discord`. It goes into"
                                            + " session ids and cannot change."),
                    SettingSpec.oneOf(MODE, List.of(REMOTE, CHILD))
                            .describedAs(
                                    "`remote_http`: the sidecar runs elsewhere, on its own."
                                            + " `child_process`: the host starts it, watches it and"
                                            + " ends it."),
                    SettingSpec.url(BASE_URL)
                            .required()
                            .describedAs(
                                    "Where the sidecar listens, without `/deliver` and the like."
                                            + " For a child process a loopback address with a port,"
                                            + " such as `http://127.0.0.1:9100`."),
                    SettingSpec.bool(ALLOW_PRIVATE, false)
                            .describedAs(
                                    "Set it to true to let a remote sidecar sit at an address that"
                                            + " is not public. A child process does not need it."),
                    SettingSpec.secret(SHARED_TOKEN)
                            .describedAs(
                                    "The token that host and sidecar show each other behind"
                                            + " `Authorization: Bearer `. Without it the sidecar"
                                            + " gets no files."),
                    SettingSpec.bool(ALLOW_UNAUTHENTICATED, false)
                            .describedAs(
                                    "Set it to true to do without shared_token and take events from"
                                            + " anybody who reaches the address."),
                    SettingSpec.string(FIXED_SESSION_ID)
                            .between(0, Limits.ID_BYTES)
                            .as(SettingRole.FIXED_SESSION)
                            .describedAs("The session that takes every event."),
                    SettingSpec.bool(INCLUDE_SELF, true)
                            .describedAs(
                                    "Whether answers go back the way an event came, where the event"
                                            + " has a reply_route."),
                    SettingSpec.replyTargets(MORE_TARGETS)
                            .describedAs(
                                    "Where answers go besides: a list of {plugin, address}, such as"
                                            + " plugin http and a URL."),
                    moreKeys(),
                    SettingSpec.sessionPolicy(SESSION_POLICY)
                            .describedAs(
                                    "How sessions are made. Set create_if_missing to true unless"
                                            + " every session exists beforehand."),
                    SettingSpec.integer(EVENTS_PER_SECOND, 100)
                            .between(1, 0xFFFF_FFFFL)
                            .raisedToMinimum()
                            .as(SettingRole.INGRESS_RATE)
                            .describedAs(
                                    "How many new events a second this connector takes. Repeated"
                                            + " ones do not count."),
                    SettingSpec.deliveryPolicy(DELIVERY)
                            .describedAs("How deliveries to the sidecar are tried."),
                    SettingSpec.object(CHILD, ChildSpecs.SPECS)
                            .describedAs("The program to start, when mode is child_process."));

    private ExternalSettings() {}

    /** Whether the host starts the sidecar itself. */
    static boolean isChild(Settings settings) {
        return settings.string(MODE).orElse(REMOTE).equals(CHILD);
    }

    /** Where the sidecar listens. */
    static BaseUrl baseUrl(Settings settings, Egress egress) throws BaseUrl.UnusableException {
        String given = settings.string(BASE_URL).orElseThrow();
        return isChild(settings)
                ? BaseUrl.child(given, egress)
                : BaseUrl.remote(given, settings.bool(ALLOW_PRIVATE), egress);
    }

    private static SettingSpec moreKeys() {
        return SettingSpec.strings(MORE_KEYS)
                .verbatim()
                .between(0, Limits.BINDING_KEYS)
                .describedAs(
                        "Further keys that lead to a session, such as `customer:acme`: an event of a"
                                + " conversation without a session of its own goes to the session"
                                + " that one of them is bound to.");
    }
}
