package dev.kheish.plugin.slack;

import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The connector's bot tokens. Their values are asked of the host each time, so that a rotated one
 * counts at once. Safe for use by many threads.
 */
final class Tokens {
    private final ConnectorContext context;
    private final boolean hasGeneral;
    private final Map<String, String> pathOfTeam = new HashMap<>();

    Tokens(Settings settings, ConnectorContext context) {
        this.context = context;
        this.hasGeneral = settings.hasSecret(SlackSettings.BOT_TOKEN);
        for (Settings each : settings.objects(SlackSettings.TEAM_TOKENS)) {
            each.string(SlackSettings.TEAM_ID)
                    .ifPresent(team -> pathOfTeam.put(team, pathOf(team)));
        }
    }

    /**
     * A token and where it is configured.
     *
     * @param path the setting's, such as {@code bot_token}
     */
    record Token(String path, String value) {
        /** Whether a header can carry it: a line end would end the header. */
        boolean isSendable() {
            return value.chars().noneMatch(c -> c < ' ' || c == 0x7f);
        }

        @Override
        public String toString() {
            return path;
        }
    }

    /** Whether there is a setting for the workspace's token. */
    boolean has(Workspace workspace) {
        return path(workspace).isPresent();
    }

    /** The workspace's token, or the general one; empty when there is none just now. */
    Optional<Token> of(Workspace workspace) {
        return path(workspace).flatMap(this::at);
    }

    /** Where tokens are configured. */
    List<String> paths() {
        List<String> paths = new ArrayList<>(pathOfTeam.values());
        if (hasGeneral) {
            paths.add(SlackSettings.BOT_TOKEN);
        }
        return paths;
    }

    Optional<Token> at(String path) {
        return context.secret(path)
                .filter(value -> !value.isBlank())
                .map(value -> new Token(path, value));
    }

    private Optional<String> path(Workspace workspace) {
        String team = workspace.team();
        String own = team == null ? null : pathOfTeam.get(team);
        if (own != null) {
            return Optional.of(own);
        }
        return hasGeneral ? Optional.of(SlackSettings.BOT_TOKEN) : Optional.empty();
    }

    private static String pathOf(String team) {
        return SlackSettings.TEAM_TOKENS + "." + team + "." + SlackSettings.BOT_TOKEN;
    }
}
