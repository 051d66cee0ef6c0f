package dev.kheish.host.web;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code If-Match} and {@code If-None-Match} of a request. Tags are given and compared without
 * quotes.
 */
public final class Preconditions {
    private static final String ANY = "*";

    private final Optional<List<String>> match;
    private final Optional<List<String>> noneMatch;

    private Preconditions(Optional<List<String>> match, Optional<List<String>> noneMatch) {
        this.match = match;
        this.noneMatch = noneMatch;
    }

    /**
     * Reads both headers.
     *
     * @throws ProblemException 400 {@code invalid_precondition} for a header that is no list of
     *     tags
     */
    public static Preconditions of(ServerRequest request) {
        return new Preconditions(
                tags(request.headers(), HeaderNames.IF_MATCH),
                tags(request.headers(), HeaderNames.IF_NONE_MATCH));
    }

    /** As it stands in an {@code ETag} header. */
    public static String quoted(String tag) {
        return '"' + tag + '"';
    }

    /**
     * For changes.
     *
     * @param current tag of what is there; empty if nothing is
     * @throws ProblemException 412 {@code precondition_failed}
     */
    public void checkChange(Optional<String> current) {
        if (match.isPresent() && !matches(match.get(), current)) {
            throw failed(
                    current.isPresent()
                            ? "It has changed since: the current ETag is %s."
                                    .formatted(quoted(current.get()))
                            : "It does not exist, so nothing can match.");
        }
        if (noneMatch.isPresent() && matches(noneMatch.get(), current)) {
            throw failed("It exists already.");
        }
    }

    /**
     * For reads.
     *
     * @throws ProblemException 412 {@code precondition_failed} where {@code If-Match} names another
     *     tag
     */
    public void checkRead(String current) {
        if (match.isPresent() && !matches(match.get(), Optional.of(current))) {
            throw failed("The current ETag is %s.".formatted(quoted(current)));
        }
    }

    /** Whether a read may be answered with 304. */
    public boolean isUnchanged(String current) {
        return noneMatch.isPresent() && matches(noneMatch.get(), Optional.of(current));
    }

    private static boolean matches(List<String> tags, Optional<String> current) {
        return current.isPresent() && (tags.contains(ANY) || tags.contains(current.get()));
    }

    private static ProblemException failed(String detail) {
        return Problem.of(412, "precondition_failed", detail).exception();
    }

    private static Optional<List<String>> tags(ServerRequestHeaders headers, HeaderName name) {
        if (!headers.contains(name)) {
            return Optional.empty();
        }
        String value = String.join(",", headers.all(name, List::of));
        return Optional.of(parse(value).orElseThrow(() -> invalid(name)));
    }

    /** The tags of a list; weak ones stand for the same bytes here, as all of ours are strong. */
    static Optional<List<String>> parse(String value) {
        String text = value.strip();
        if (text.equals(ANY)) {
            return Optional.of(List.of(ANY));
        }
        List<String> tags = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.startsWith("W/\"", at) ? at + 2 : at;
            int close = text.startsWith("\"", open) ? text.indexOf('"', open + 1) : -1;
            if (close < 0) {
                return Optional.empty();
            }
            tags.add(text.substring(open + 1, close));
            at = afterComma(text, close + 1);
            if (at < 0) {
                return Optional.empty();
            }
        }
        return tags.isEmpty() ? Optional.empty() : Optional.of(tags);
    }

    private static int afterComma(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        if (at == text.length()) {
            return at;
        }
        if (text.charAt(at) != ',') {
            return -1;
        }
        at++;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static ProblemException invalid(HeaderName name) {
        return Problem.badRequest(
                        "invalid_precondition",
                        name.defaultCase() + " must be * or a list of quoted tags.")
                .exception();
    }
}
