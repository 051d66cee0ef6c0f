package dev.kheish.sample.irc;

import java.util.List;

/**
 * What a server said of itself in {@code RPL_ISUPPORT}. Immutable.
 *
 * @param channelTypes the characters that names of channels begin with
 */
record ServerTraits(Casemapping casemapping, String channelTypes, String network) {
    static final ServerTraits STANDARD = new ServerTraits(Casemapping.RFC1459, "#&", "");

    /** The same with what one more line says. */
    ServerTraits with(List<String> words) {
        ServerTraits traits = this;
        for (String word : words) {
            int equals = word.indexOf('=');
            String value = equals < 0 ? "" : word.substring(equals + 1);
            traits =
                    switch (equals < 0 ? word : word.substring(0, equals)) {
                        case "CASEMAPPING" ->
                                new ServerTraits(
                                        Casemapping.named(value),
                                        traits.channelTypes,
                                        traits.network);
                        case "CHANTYPES" ->
                                new ServerTraits(traits.casemapping, value, traits.network);
                        case "NETWORK" ->
                                new ServerTraits(traits.casemapping, traits.channelTypes, value);
                        default -> traits;
                    };
        }
        return traits;
    }

    boolean isChannel(String name) {
        return !name.isEmpty() && channelTypes.indexOf(name.charAt(0)) >= 0;
    }
}
