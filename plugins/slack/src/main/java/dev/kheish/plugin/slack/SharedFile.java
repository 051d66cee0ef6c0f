package dev.kheish.plugin.slack;

import dev.kheish.spi.FileRef;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

import java.net.URI;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A file that a message refers to, as it is kept until it is fetched: without the token, and
 * without anything in its address that would do instead of one. Immutable.
 *
 * @param url null where Slack tells it only when asked, as in channels shared with others
 * @param mediaType as declared; null when not
 * @param size as declared; -1 when not
 */
record SharedFile(
        String id,
        @Nullable String url,
        @Nullable String mediaType,
        long size,
        Workspace workspace) {
    private static final int LONGEST_URL = 2048;
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_TYPE = 255;

    /** The one query parameter that names something and gives no right. */
    private static final String HARMLESS = "origin_team=";

    /** Reads a file of a message; what it lacks is null. */
    static SharedFile of(Members file, Workspace workspace) {
        String url = file.id("url_private_download");
        if (url == null) {
            url = file.id("url_private");
        }
        String type = file.id("mimetype");
        return new SharedFile(
                Objects.requireNonNullElse(file.id("id"), ""),
                url == null || url.length() > LONGEST_URL ? null : withoutRights(url),
                type == null || type.length() > LONGEST_TYPE ? null : type,
                file.number("size"),
                workspace);
    }

    /** What people call it: its name, else its id; null when it has neither. */
    static @Nullable String name(Members file) {
        String name = file.id("name");
        String called = name == null ? file.id("id") : name;
        return called == null ? null : Limits.cut(called, LONGEST_NAME);
    }

    FileRef reference(String name, JsonProvider json) {
        JsonObjectBuilder locator = json.createObjectBuilder().add("file_id", id);
        addIfKnown(locator, "url", url);
        addIfKnown(locator, "media_type", mediaType);
        addIfKnown(locator, "enterprise_id", workspace.enterprise());
        addIfKnown(locator, "team_id", workspace.team());
        if (size >= 0) {
            locator.add("size", size);
        }
        return FileRef.of(name, locator.build());
    }

    /** Reads what {@link #reference} wrote. */
    static SharedFile of(JsonObject locator) {
        Members members = new Members(locator, "");
        return new SharedFile(
                locator.getString("file_id"),
                members.id("url"),
                members.id("media_type"),
                members.number("size"),
                new Workspace(members.id("enterprise_id"), members.id("team_id")));
    }

    SharedFile at(String address) {
        return new SharedFile(id, address, mediaType, size, workspace);
    }

    private static void addIfKnown(JsonObjectBuilder to, String name, @Nullable String value) {
        if (value != null) {
            to.add(name, value);
        }
    }

    /**
     * The address without fragment and without a query that may hold a right; null if it is none.
     */
    private static @Nullable String withoutRights(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int end = url.length();
        for (char mark : new char[] {'?', '#'}) {
            int at = url.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        String query = Objects.requireNonNullElse(uri.getRawQuery(), "");
        String kept =
                Arrays.stream(query.split("&"))
                        .filter(parameter -> parameter.startsWith(HARMLESS))
                        .collect(Collectors.joining("&"));
        return url.substring(0, end) + (kept.isEmpty() ? "" : "?" + kept);
    }
}
