package dev.kheish.plugin.http;

import dev.kheish.spi.Origin;
import dev.kheish.spi.Target;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

import java.util.SortedMap;

/**
 * Where an answer is posted to. Immutable.
 *
 * @param url in the normal form of the URL standard
 * @param headers further headers by lower-case name
 * @param address the text that leads here again; equal routes have equal addresses
 */
record HttpReplyRoute(
        String url,
        boolean allowPrivateNetwork,
        SortedMap<String, String> headers,
        String address) {

    /** The route with its address in normal form: the bare URL where that says everything. */
    static HttpReplyRoute of(
            String url,
            boolean privateNetwork,
            SortedMap<String, String> headers,
            JsonProvider json) {
        if (!privateNetwork && headers.isEmpty()) {
            return new HttpReplyRoute(url, false, headers, url);
        }
        JsonObjectBuilder members = json.createObjectBuilder().add("url", url);
        if (privateNetwork) {
            members.add("allow_private_network", true);
        }
        if (!headers.isEmpty()) {
            JsonObjectBuilder map = json.createObjectBuilder();
            headers.forEach(map::add);
            members.add("headers", map);
        }
        String address = members.build().toString();
        return new HttpReplyRoute(url, privateNetwork, headers, address);
    }

    Target target(Origin origin) {
        return Target.of(address, origin, HttpKind.NAME + ":" + origin());
    }

    // Path, query and headers may hold secrets; the origin does not.
    private String origin() {
        int host = url.indexOf("://") + "://".length();
        int end = host;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return url.substring(0, end);
    }
}
