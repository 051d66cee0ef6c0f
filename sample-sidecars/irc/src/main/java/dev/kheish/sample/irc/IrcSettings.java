package dev.kheish.sample.irc;

import dev.kheish.sidecar.ConfigurationException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where to connect and as whom, from the environment that the host set. */
final class IrcSettings {
    /** How the server learns the password. */
    enum Auth {
        NONE,
        SERVER,
        SASL
    }

    static final String PASSWORD = "IRC_PASSWORD";

    private static final int PORT_WITH_TLS = 6697;
    private static final int PORT_WITHOUT = 6667;

    private final Map<String, String> environment;
    private final List<String> mistakes = new ArrayList<>();

    private final String host;
    private final boolean tls;
    private final int port;
    private final @Nullable Path authority;
    private final String nick;
    private final String user;
    private final String realName;
    private final List<String> channels;
    private final Auth auth;
    private final String account;
    private final boolean addressedOnly;
    private final int maxLines;
    private final int burst;
    private final Duration lineEvery;

    private IrcSettings(Map<String, String> environment) {
        this.environment = environment;
        host = word("IRC_HOST", null);
        tls = flag("IRC_TLS", true);
        port = number("IRC_PORT", tls ? PORT_WITH_TLS : PORT_WITHOUT, 1, 65_535);
        authority = text("IRC_TLS_CA").map(Path::of).orElse(null);
        nick = word("IRC_NICK", null);
        user = word("IRC_USER", nick);
        realName = text("IRC_REALNAME").orElse("a bot behind Kheish");
        channels = names("IRC_CHANNELS");
        auth = readAuth();
        account = word("IRC_ACCOUNT", nick);
        addressedOnly = flag("IRC_ADDRESSED_ONLY", false);
        maxLines = number("IRC_MAX_LINES", 20, 1, 1_000);
        burst = number("IRC_BURST", 5, 1, 100);
        lineEvery = Duration.ofMillis(number("IRC_LINE_EVERY_MS", 2_000, 0, 60_000));
        if (!tls && authority != null) {
            mistakes.add("IRC_TLS_CA is of no use while IRC_TLS is false");
        }
    }

    /**
     * Reads them.
     *
     * @throws ConfigurationException with all mistakes at once
     */
    static IrcSettings read(Map<String, String> environment) {
        var settings = new IrcSettings(environment);
        if (!settings.mistakes.isEmpty()) {
            throw new ConfigurationException(
                    "Mistakes in child_process.env: "
                            + String.join("; ", settings.mistakes)
                            + ". The README of this sidecar lists all settings.");
        }
        return settings;
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    private String word(String name, @Nullable String missing) {
        String value = text(name).orElse(missing == null ? "" : missing);
        if (value.isEmpty() && missing == null) {
            mistakes.add(name + " is missing");
        } else if (!isWord(value)) {
            mistakes.add(name + " has a character that cannot stand there");
        }
        return value;
    }

    private static boolean isWord(String text) {
        return text.chars().noneMatch(c -> c <= ' ' || c == 127) && !text.startsWith(":");
    }

    private boolean flag(String name, boolean missing) {
        String value = text(name).orElse(Boolean.toString(missing));
        if (!value.equals("true") && !value.equals("false")) {
            mistakes.add(name + " is neither true nor false");
        }
        return value.equals("true");
    }

    private int number(String name, int missing, int least, int most) {
        String value = text(name).orElse(Integer.toString(missing));
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            mistakes.add(name + " is not a number from " + least + " to " + most);
            return missing;
        }
        mistakes.add(name + " is not a number from " + least + " to " + most);
        return missing;
    }

    private List<String> names(String name) {
        List<String> names = new ArrayList<>();
        for (String part : text(name).orElse("").split(",", -1)) {
            String channel = part.strip();
            if (!channel.isEmpty()) {
                names.add(channel);
                if (!isWord(channel)) {
                    mistakes.add(name + " has a channel with a blank in its name");
                }
            }
        }
        return List.copyOf(names);
    }

    private Auth readAuth() {
        return switch (text("IRC_AUTH").orElse("none")) {
            case "none" -> Auth.NONE;
            case "server" -> Auth.SERVER;
            case "sasl" -> Auth.SASL;
            default -> {
                mistakes.add("IRC_AUTH is none of none, server and sasl");
                yield Auth.NONE;
            }
        };
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    boolean tls() {
        return tls;
    }

    /** Certificates in PEM that are trusted instead of the usual ones. */
    @Nullable
    Path authority() {
        return authority;
    }

    String nick() {
        return nick;
    }

    String user() {
        return user;
    }

    String realName() {
        return realName;
    }

    List<String> channels() {
        return channels;
    }

    Auth auth() {
        return auth;
    }

    String account() {
        return account;
    }

    boolean addressedOnly() {
        return addressedOnly;
    }

    int maxLines() {
        return maxLines;
    }

    int burst() {
        return burst;
    }

    Duration lineEvery() {
        return lineEvery;
    }
}
