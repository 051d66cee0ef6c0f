package dev.kheish.host.ingress;

import io.helidon.webserver.http.ServerRequest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Cuts a path before it decodes it, so that an encoded slash stays inside its segment. */
final class PathSegments {
    private static final Pattern SLASH = Pattern.compile("/");

    private PathSegments() {}

    /**
     * The decoded segments after the first {@code skipped}; the empty one before the path's slash
     * not counted.
     */
    static List<String> after(ServerRequest request, int skipped) {
        return SLASH.splitAsStream(request.path().absolute().rawPath())
                .skip(skipped + 1L)
                .map(PathSegments::decode)
                .toList();
    }

    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment; // no name has a percent sign: it will not be found
        }
    }
}
