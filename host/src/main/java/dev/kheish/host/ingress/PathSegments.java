package dev.kheish.host.ingress;

import io.helidon.webserver.http.ServerRequest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a path before it decodes it, so that an encoded slash stays inside its segment. */
final class PathSegments {
    private PathSegments() {}

    /** The decoded segments after the first {@code skipped}; a slash at the end adds none. */
    static List<String> after(ServerRequest request, int skipped) {
        return cut(request.path().absolute().rawPath(), skipped);
    }

    static List<String> cut(String path, int skipped) {
        List<String> segments = new ArrayList<>(4);
        int number = 0;
        int start = 1;
        while (start < path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            if (number++ >= skipped) {
                segments.add(decode(path.substring(start, end)));
            }
            start = end + 1;
        }
        return segments;
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
