package dev.kheish.plugin.http;

import dev.kheish.spi.Egress;
import dev.kheish.spi.EgressException;
import dev.kheish.spi.Origin;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;

import java.io.StringReader;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** Reads reply addresses: a URL, or an object with a URL in it. Safe for use by many threads. */
final class RouteReader {
    private static final Set<String> MEMBERS = Set.of("url", "allow_private_network", "headers");
    private static final Set<String> STRUCTURED_MEMBERS =
            Set.of("type", "url", "allow_private_network", "headers");
    private static final Map<String, Object> NO_DUPLICATES =
            Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE);
    private static final int DEEPEST = 2;

    private final JsonProvider json;
    private final Egress egress;

    RouteReader(JsonProvider json, Egress egress) {
        this.json = json;
        this.egress = egress;
    }

    /** Reads the address of a raw handle. */
    HttpReplyRoute read(String address, Origin origin) throws TargetException {
        checkLength(address);
        String text = address.strip();
        if (text.isEmpty()) {
            throw new TargetException("The address is blank; put a URL there.");
        }
        try {
            return text.startsWith("{")
                    ? route(Members.of(parse(text), "", MEMBERS), origin)
                    : route(text, false, HeaderRules.NONE);
        } catch (BadInputException e) {
            throw new TargetException(e.getMessage());
        }
    }

    /** Reads a structured target. */
    HttpReplyRoute read(JsonObject structured, Origin origin) throws TargetException {
        try {
            return route(Members.of(structured, "", STRUCTURED_MEMBERS), origin);
        } catch (BadInputException e) {
            throw new TargetException(e.getMessage());
        }
    }

    private HttpReplyRoute route(Members members, Origin origin) throws TargetException {
        boolean privateNetwork = members.flag("allow_private_network");
        if (privateNetwork && origin == Origin.CLIENT) {
            throw new TargetException(
                    "'allow_private_network' can only be set by an operator, in the configuration"
                            + " or over the control plane.");
        }
        String url = members.requiredId("url", Limits.ADDRESS_BYTES);
        return route(url, privateNetwork, HeaderRules.check(members.any("headers")));
    }

    private HttpReplyRoute route(
            String url, boolean privateNetwork, SortedMap<String, String> headers)
            throws TargetException {
        String normal = checkUrl(url, privateNetwork);
        HttpReplyRoute route = HttpReplyRoute.of(normal, privateNetwork, headers, json);
        checkLength(route.address());
        return route;
    }

    private String checkUrl(String url, boolean privateNetwork) throws TargetException {
        try {
            return egress.checkUrl(url, privateNetwork);
        } catch (EgressException e) {
            throw new TargetException(e.getMessage());
        }
    }

    private JsonObject parse(String text) throws TargetException {
        try {
            checkShape(text);
            try (JsonReader reader =
                    json.createReaderFactory(NO_DUPLICATES).createReader(new StringReader(text))) {
                return reader.readObject();
            }
        } catch (JsonException e) {
            throw new TargetException(
                    "The address starts like a JSON object but is none; write a URL, or an object"
                            + " with 'url'.");
        }
    }

    // Before anything is built: deep nesting and endless numbers are costly, and never of use here.
    private void checkShape(String text) {
        try (JsonParser parser = json.createParser(new StringReader(text))) {
            int depth = 0;
            while (parser.hasNext()) {
                switch (parser.next()) {
                    case START_OBJECT, START_ARRAY -> depth++;
                    case END_OBJECT, END_ARRAY -> depth--;
                    case VALUE_NUMBER ->
                            throw new BadInputException("No member of an address is a number.");
                    case KEY_NAME, VALUE_STRING, VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> {}
                }
                if (depth > DEEPEST) {
                    throw new BadInputException("The address is nested too deep.");
                }
            }
        }
    }

    private static void checkLength(String address) throws TargetException {
        if (Limits.utf8Bytes(address) > Limits.ADDRESS_BYTES) {
            throw new TargetException(
                    "The address is longer than " + Limits.ADDRESS_BYTES + " bytes of UTF-8.");
        }
    }
}
