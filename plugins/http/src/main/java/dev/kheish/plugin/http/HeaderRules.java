package dev.kheish.plugin.http;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which headers a reply target may add to its posts: none that steer the connection, none that say
 * who sends, none that hold credentials.
 */
final class HeaderRules {
    static final SortedMap<String, String> NONE = Collections.emptySortedMap();

    private static final Set<String> REFUSED =
            Set.of(
                    "authorization",
                    "connection",
                    "content-length",
                    "content-type",
                    "cookie",
                    "expect",
                    "forwarded",
                    "host",
                    "idempotency-key",
                    "keep-alive",
                    "proxy-authorization",
                    "proxy-connection",
                    "set-cookie",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "x-api-key",
                    "x-real-ip");
    private static final String REFUSED_PREFIX = "x-forwarded-";
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");

    private HeaderRules() {}

    /** The headers by lower-case name; throws {@link BadInputException} for the first bad one. */
    static SortedMap<String, String> check(JsonValue headers) {
        if (headers.getValueType() == JsonValue.ValueType.NULL) {
            return NONE;
        }
        if (!(headers instanceof JsonObject object)) {
            throw Members.wrongType("headers", "an object", headers, "");
        }
        SortedMap<String, String> checked = new TreeMap<>();
        for (Map.Entry<String, JsonValue> header : object.entrySet()) {
            String name = name(header.getKey());
            if (checked.put(name, value(name, header.getValue())) != null) {
                throw new BadInputException("The header '" + name + "' is there twice.");
            }
        }
        return Collections.unmodifiableSortedMap(checked);
    }

    /** Whether a target may set a header of this name, in whatever case it is written. */
    static boolean isAllowed(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAME.matcher(name).matches()
                && !REFUSED.contains(lower)
                && !lower.startsWith(REFUSED_PREFIX);
    }

    private static String name(String written) {
        if (!NAME.matcher(written).matches()) {
            throw new BadInputException("'headers' holds a name that no HTTP header can have.");
        }
        if (!isAllowed(written)) {
            throw new BadInputException(
                    "The header '%s' cannot be set by a reply target; use another name."
                            .formatted(written));
        }
        return written.toLowerCase(Locale.ROOT);
    }

    private static String value(String name, JsonValue value) {
        if (!(value instanceof JsonString text)) {
            throw Members.wrongType("headers." + name, "a string", value, "");
        }
        if (!VALUE.matcher(text.getString()).matches()) {
            throw new BadInputException(
                    "'headers." + name + "' holds characters that no HTTP header can carry.");
        }
        return text.getString().strip();
    }
}
