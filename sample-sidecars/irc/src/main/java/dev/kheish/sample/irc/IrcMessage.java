package dev.kheish.sample.irc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One line of IRC, taken apart.
 *
 * @param tags of IRCv3, unescaped
 * @param source who sent it, {@code nick!user@host} or a server; may be empty
 * @param command in upper case, or three digits
 */
record IrcMessage(
        Map<String, String> tags, String source, String command, List<String> parameters) {

    /** Takes a line apart; empty if it has no command. */
    static Optional<IrcMessage> parse(String line) {
        String rest = line;
        Map<String, String> tags = Map.of();
        if (rest.startsWith("@")) {
            tags = tags(firstWord(rest).substring(1));
            rest = afterFirstWord(rest);
        }
        String source = "";
        if (rest.startsWith(":")) {
            source = firstWord(rest).substring(1);
            rest = afterFirstWord(rest);
        }
        String command = firstWord(rest).toUpperCase(Locale.ROOT);
        return command.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new IrcMessage(tags, source, command, parameters(afterFirstWord(rest))));
    }

    /**
     * Puts a line together.
     *
     * @param parameters only the last one may be empty, have blanks or begin with a colon
     * @throws IllegalArgumentException if it would be another line, or several
     */
    static String line(String command, String... parameters) {
        var line = new StringBuilder(command);
        for (int i = 0; i < parameters.length; i++) {
            String parameter = parameters[i];
            boolean last = i == parameters.length - 1;
            boolean plain =
                    !parameter.isEmpty()
                            && !parameter.startsWith(":")
                            && parameter.indexOf(' ') < 0;
            if (!plain && !last) {
                throw new IllegalArgumentException(command + ": a parameter that ends too early.");
            }
            line.append(plain ? " " : " :").append(parameter);
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException(command + ": a line end inside a line.");
            }
        }
        return line.toString();
    }

    private static String firstWord(String text) {
        int blank = text.indexOf(' ');
        return blank < 0 ? text : text.substring(0, blank);
    }

    private static String afterFirstWord(String text) {
        int at = text.indexOf(' ');
        if (at < 0) {
            return "";
        }
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return text.substring(at);
    }

    private static List<String> parameters(String text) {
        List<String> parameters = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty()) {
            if (rest.startsWith(":")) {
                parameters.add(rest.substring(1));
                break;
            }
            parameters.add(firstWord(rest));
            rest = afterFirstWord(rest);
        }
        return List.copyOf(parameters);
    }

    private static Map<String, String> tags(String text) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : text.split(";", -1)) {
            int equals = tag.indexOf('=');
            if (!tag.isEmpty()) {
                tags.put(
                        equals < 0 ? tag : tag.substring(0, equals),
                        equals < 0 ? "" : unescaped(tag.substring(equals + 1)));
            }
        }
        return Map.copyOf(tags);
    }

    private static String unescaped(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        var text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\\') {
                text.append(c);
            } else if (i + 1 < value.length()) {
                i++;
                text.append(meaning(value.charAt(i)));
            }
        }
        return text.toString();
    }

    private static char meaning(char escaped) {
        return switch (escaped) {
            case ':' -> ';';
            case 's' -> ' ';
            case 'r' -> '\r';
            case 'n' -> '\n';
            default -> escaped;
        };
    }

    /** The nick that sent it, or the server. */
    String nick() {
        int end = source.indexOf('!');
        return end < 0 ? source : source.substring(0, end);
    }

    /** One of the parameters; empty if there are fewer. */
    String parameter(int index) {
        return index < parameters.size() ? parameters.get(index) : "";
    }

    /** The last parameter, which is where texts stand; empty if there is none. */
    String last() {
        return parameters.isEmpty() ? "" : parameters.getLast();
    }

    boolean is(String wanted) {
        return command.equals(wanted);
    }
}
