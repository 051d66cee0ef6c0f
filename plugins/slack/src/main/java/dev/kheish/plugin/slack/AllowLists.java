package dev.kheish.plugin.slack;

import dev.kheish.spi.Settings;

import java.util.Optional;
import java.util.Set;

/**
 * Which apps, organisations, workspaces and channels may send and get messages. An empty list
 * allows all; one that is not refuses what does not tell its id. Immutable.
 */
final class AllowLists {
    private final Set<String> apps;
    private final Set<String> enterprises;
    private final Set<String> teams;
    private final Set<String> channels;

    AllowLists(Settings settings) {
        this.apps = Set.copyOf(settings.strings(SlackSettings.APP_IDS));
        this.enterprises = Set.copyOf(settings.strings(SlackSettings.ENTERPRISE_IDS));
        this.teams = Set.copyOf(settings.strings(SlackSettings.TEAM_IDS));
        this.channels = Set.copyOf(settings.strings(SlackSettings.CHANNEL_IDS));
    }

    /** Why a callback is not taken, as far as its envelope and its channel, if any, tell. */
    Optional<Ignored> refusal(Callback callback, @Nullable String channel) {
        Workspace workspace = callback.workspace();
        if (!allows(apps, callback.appId())) {
            return Optional.of(Ignored.APP_NOT_ALLOWED);
        }
        if (!allows(enterprises, workspace.enterprise())) {
            return Optional.of(Ignored.ENTERPRISE_NOT_ALLOWED);
        }
        if (!allows(teams, workspace.team())) {
            return Optional.of(Ignored.TEAM_NOT_ALLOWED);
        }
        if (channel != null && !allows(channels, channel)) {
            return Optional.of(Ignored.CHANNEL_NOT_ALLOWED);
        }
        return refusedInstallation(callback);
    }

    /**
     * Every installation that the callback is meant for has to be allowed, as far as it tells: one
     * for a whole organisation names no workspace, and a workspace by itself no organisation.
     */
    private Optional<Ignored> refusedInstallation(Callback callback) {
        for (Callback.Authorization each : callback.authorizations()) {
            Workspace installed = each.workspace();
            if (installed.enterprise() != null && !allows(enterprises, installed.enterprise())) {
                return Optional.of(Ignored.ENTERPRISE_NOT_ALLOWED);
            }
            if (installed.team() != null && !allows(teams, installed.team())) {
                return Optional.of(Ignored.TEAM_NOT_ALLOWED);
            }
        }
        return Optional.empty();
    }

    /** Why nothing is posted there; empty when it is. */
    Optional<String> refusal(SlackReplyRoute route) {
        if (!allows(channels, route.channel())) {
            return Optional.of(notNamed("The channel", SlackSettings.CHANNEL_IDS));
        }
        if (!allows(enterprises, route.workspace().enterprise())) {
            return Optional.of(notNamed("The enterprise", SlackSettings.ENTERPRISE_IDS));
        }
        if (!allows(teams, route.workspace().team())) {
            return Optional.of(notNamed("The workspace", SlackSettings.TEAM_IDS));
        }
        return Optional.empty();
    }

    private static String notNamed(String what, String list) {
        return what + " of this target is missing or not in " + list + " of its connector.";
    }

    private static boolean allows(Set<String> list, @Nullable String id) {
        return list.isEmpty() || (id != null && list.contains(id));
    }
}
