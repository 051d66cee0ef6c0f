package dev.kheish.sidecar.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request line and its header fields; bytes beyond ASCII stand as ISO-8859-1 characters.
 *
 * @param path without the query, as it was sent
 * @param query without its {@code ?}; null if there is none
 * @param minor the n of {@code HTTP/1.n}
 * @param fields by lower-case name
 */
record RequestHead(
        String method,
        String path,
        @Nullable String query,
        int minor,
        Map<String, List<String>> fields) {

    private static final String VERSION = "HTTP/1.";

    /** Reads the lines of a head, each but the last ended by a line feed alone. */
    static RequestHead parse(String head) throws HttpRefusal {
        List<String> lines = lines(head);
        String first = lines.getFirst();
        int one = first.indexOf(' ');
        int two = first.lastIndexOf(' ');
        if (one <= 0 || two <= one || first.indexOf(' ', one + 1) != two) {
            throw malformed();
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            addField(fields, line);
        }
        String target = originForm(first.substring(one + 1, two));
        int mark = target.indexOf('?');
        return new RequestHead(
                first.substring(0, one),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? null : target.substring(mark + 1),
                minor(first.substring(two + 1)),
                fields);
    }

    private static List<String> lines(String head) throws HttpRefusal {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < head.length()) {
            int end = head.indexOf('\n', from);
            int stop = end < 0 ? head.length() : end;
            lines.add(head.substring(from, stop));
            from = stop + 1;
        }
        if (lines.isEmpty()) {
            throw malformed();
        }
        return lines;
    }

    private static void addField(Map<String, List<String>> fields, String line) throws HttpRefusal {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw malformed();
        }
        String name = line.substring(0, colon);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            // A blank before the colon, or a line that continues the one before: both have been
            // used to smuggle requests.
            if (c <= ' ' || c >= 127) {
                throw malformed();
            }
        }
        String key = name.toLowerCase(Locale.ROOT);
        List<String> values = fields.get(key);
        if (values == null) {
            values = new ArrayList<>(1);
            fields.put(key, values);
        }
        values.add(line.substring(colon + 1).strip());
    }

    private static int minor(String version) throws HttpRefusal {
        if (version.length() != VERSION.length() + 1 || !version.startsWith(VERSION)) {
            throw version.startsWith("HTTP/")
                    ? new HttpRefusal(505, "http_version_not_supported")
                    : malformed();
        }
        return version.charAt(VERSION.length()) == '0' ? 0 : 1;
    }

    private static String originForm(String target) throws HttpRefusal {
        if (target.startsWith("/")) {
            return target;
        }
        int scheme = target.indexOf("://");
        if (scheme <= 0) {
            throw malformed();
        }
        int slash = target.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : target.substring(slash);
    }

    private static HttpRefusal malformed() {
        return new HttpRefusal(400, "bad_request");
    }

    @Nullable
    String field(String lowerCaseName) {
        List<String> values = fields.get(lowerCaseName);
        return values == null ? null : values.getFirst();
    }

    /** True if the header field has this word in one of its comma-separated lists. */
    boolean lists(String lowerCaseName, String word) {
        for (String value : fields.getOrDefault(lowerCaseName, List.of())) {
            for (String token : value.split(",", -1)) {
                if (token.strip().equalsIgnoreCase(word)) {
                    return true;
                }
            }
        }
        return false;
    }
}
