package dev.kheish.plugin.slack;

import dev.kheish.spi.Egress;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.Settings;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which hosts get the bot token to fetch files from, and which get bytes to keep. Safe for use by
 * many threads.
 */
final class FileHosts {
    private static final List<String> OF_SLACK =
            List.of("files.slack.com", "files.slack-edge.com", "slack-files.com");
    private static final Pattern HOST =
            Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?");

    private final Egress egress;
    private final BaseUrl base;
    private final boolean chosen;
    private final Set<BaseUrl.Origin> allowed = new HashSet<>();

    FileHosts(Settings settings, BaseUrl base, Egress egress) {
        this.egress = egress;
        this.base = base;
        List<String> hosts = settings.strings(SlackSettings.FILE_HOSTS);
        this.chosen = !hosts.isEmpty();
        for (String host : chosen ? hosts : OF_SLACK) {
            allowed.add(BaseUrl.Origin.of(URI.create("https://" + host)));
        }
        if (!chosen) {
            allowed.add(base.origin());
        }
    }

    /** Whether a setting names a host. */
    static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    /** Why a file is not fetched from there; empty when it is. */
    Optional<String> refusal(String url) {
        Optional<BaseUrl.Origin> origin = origin(url);
        if (origin.isEmpty()) {
            return Optional.of("its address is no usable URL");
        }
        if (allowed.contains(origin.get())) {
            return Optional.empty();
        }
        String why =
                chosen
                        ? "which is not among " + SlackSettings.FILE_HOSTS
                        : "where Slack keeps no files; "
                                + SlackSettings.FILE_HOSTS
                                + " can name it";
        return Optional.of("it lies at %s, %s".formatted(origin.get(), why));
    }

    /** Whether bytes may be uploaded to an address that the Web API gave. */
    boolean takesUploads(String url) {
        return origin(url)
                .filter(origin -> origin.isHttps() || origin.equals(base.origin()))
                .isPresent();
    }

    /** As the client that will connect reads it. */
    private Optional<BaseUrl.Origin> origin(String url) {
        try {
            URI uri = URI.create(egress.checkUrl(url, true));
            return uri.getHost() == null || uri.getRawUserInfo() != null
                    ? Optional.empty()
                    : Optional.of(BaseUrl.Origin.of(uri));
        } catch (EgressException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
