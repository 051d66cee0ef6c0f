package dev.kheish.host.run;

import dev.kheish.host.settings.SettingsReader;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * {@code handler.*}
 *
 * @param slots how many runs it executes at a time
 * @param command what {@link HandlerKind#COMMAND} starts
 * @param call what {@link HandlerKind#HTTP} calls
 */
public record HandlerSettings(HandlerKind kind, int slots, Command command, Call call) {
    private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

    /** Workers pull. */
    public static final HandlerSettings PULL = of(HandlerKind.PULL);

    /**
     * A program.
     *
     * @param argv program and arguments
     * @param environment what it gets beside PATH, HOME, LANG, LC_ALL and TMPDIR
     * @param timeout how long one run may take
     */
    public record Command(List<String> argv, Map<String, String> environment, Duration timeout) {}

    /**
     * A service.
     *
     * @param secretRef slot of the secret that requests are signed with
     * @param timeout how long it may take to answer
     * @param asyncTimeout how long it may take to complete a run through the API after a 202
     * @param callbackUrl where the service reaches this host; null for the host's own address
     */
    public record Call(
            String url,
            String secretRef,
            Duration timeout,
            Duration asyncTimeout,
            @Nullable String callbackUrl) {}

    /** A kind that needs no more settings. */
    public static HandlerSettings of(HandlerKind kind) {
        return new HandlerSettings(
                kind,
                4,
                new Command(List.of(), Map.of(), COMMAND_TIMEOUT),
                new Call("", "", CALL_TIMEOUT, ClaimRequest.MAX_LEASE, null));
    }

    /** Reads {@code handler.*}. */
    public static HandlerSettings from(SettingsReader in) {
        HandlerKind kind =
                HandlerKind.of(
                        in.oneOf("handler.kind", HandlerKind.PULL.text(), HandlerKind.words()));
        int slots = (int) in.number("handler.concurrency", 4, 1, 256);
        Command command =
                new Command(
                        in.list("handler.command.argv", List.of()),
                        in.map("handler.command.env"),
                        in.duration("handler.command.timeout", COMMAND_TIMEOUT));
        Call call =
                new Call(
                        in.text("handler.http.url", ""),
                        in.text("handler.http.secret-ref", ""),
                        in.duration("handler.http.timeout", CALL_TIMEOUT),
                        in.duration("handler.http.async-timeout", ClaimRequest.MAX_LEASE),
                        in.text("handler.http.callback-url").orElse(null));
        check(in, kind, command, call);
        return new HandlerSettings(kind, slots, command, call);
    }

    private static void check(SettingsReader in, HandlerKind kind, Command command, Call call) {
        if (kind == HandlerKind.COMMAND && command.argv.isEmpty()) {
            in.problem("handler.command.argv", "is missing: the program and its arguments");
        }
        if (kind == HandlerKind.HTTP && !isUrl(call.url)) {
            in.problem("handler.http.url", "'" + call.url + "' is not a URL to post runs to");
        }
        if (kind == HandlerKind.HTTP && call.secretRef.isBlank()) {
            in.problem("handler.http.secret-ref", "is missing: the slot of the signing secret");
        }
        if (call.asyncTimeout.compareTo(ClaimRequest.MIN_LEASE) < 0
                || call.asyncTimeout.compareTo(ClaimRequest.MAX_LEASE) > 0) {
            in.problem("handler.http.async-timeout", "must be between 5s and 15m");
        }
    }

    private static boolean isUrl(String url) {
        try {
            return new URI(url).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
