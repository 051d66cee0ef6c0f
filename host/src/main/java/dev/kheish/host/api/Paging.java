package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;

import io.helidon.common.uri.UriQuery;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Which part of a list a caller wants: a bare array, or with {@code page} or {@code cursor} an
 * object with {@code pagination}. A route fetches {@link #fetch} rows after {@link #after} in the
 * order of its sort key and hands them to {@link #send}.
 */
public final class Paging {
    private static final int BARE_MAX = 1000;
    private static final int PAGE_MAX = 100;
    private static final int PAGE_DEFAULT = 50;
    private static final int LONGEST_CURSOR = 1024;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final UriQuery query;
    private final String path;
    private final boolean paged;
    private final int limit;
    private final Optional<String> after;

    private Paging(UriQuery query, String path, boolean paged, int limit, Optional<String> after) {
        this.query = query;
        this.path = path;
        this.paged = paged;
        this.limit = limit;
        this.after = after;
    }

    /**
     * Reads {@code page}, {@code cursor} and {@code limit}.
     *
     * @throws ProblemException 400 {@code invalid_limit} or {@code invalid_cursor}
     */
    public static Paging of(ServerRequest request) {
        UriQuery query = request.query();
        Optional<String> after = query.first("cursor").asOptional().map(Paging::decode);
        boolean paged =
                after.isPresent()
                        || query.first("page").asOptional().filter("true"::equals).isPresent();
        return new Paging(
                query, request.path().absolute().rawPath(), paged, limit(query, paged), after);
    }

    /** How many rows to fetch: one more than is shown, which tells whether there are more. */
    public int fetch() {
        return limit + 1;
    }

    /** The sort key after which to go on; empty for the start. */
    public Optional<String> after() {
        return after;
    }

    /**
     * The sort key as a number, for lists in order of row number.
     *
     * @throws ProblemException 400 {@code invalid_cursor}
     */
    public Optional<Long> afterNumber() {
        return after.map(
                key -> {
                    if (!NUMBER.matcher(key).matches()) {
                        throw invalidCursor();
                    }
                    return Long.parseLong(key);
                });
    }

    /**
     * Sends what was fetched.
     *
     * @param rows at most {@link #fetch} rows
     * @param order name of the order, such as {@code run_id_desc}
     * @param key sort key of a row
     * @param view what is shown of a row
     */
    public <T> void send(
            ServerResponse response,
            List<T> rows,
            String order,
            Function<T, String> key,
            Function<T, JsonNode> view) {
        boolean more = rows.size() > limit;
        List<T> shown = more ? rows.subList(0, limit) : rows;
        Optional<String> next =
                more ? Optional.of(encode(key.apply(shown.getLast()))) : Optional.empty();
        next.ifPresent(
                cursor ->
                        response.header(
                                HeaderNames.LINK, "<%s>; rel=\"next\"".formatted(link(cursor))));
        ArrayNode items = Json.array();
        shown.forEach(row -> items.add(view.apply(row)));
        if (!paged) {
            Reply.json(response, items);
            return;
        }
        ObjectNode body = Json.object();
        body.set("items", items);
        ObjectNode pagination =
                body.putObject("pagination").put("limit", limit).put("has_more", more);
        pagination.put("next_cursor", next.orElse(null)).put("order", order);
        Reply.json(response, body);
    }

    /** A sort key as it stands in a cursor. */
    static String encode(String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /** The sort key of a cursor. */
    static String decode(String cursor) {
        if (cursor.isEmpty() || cursor.length() > LONGEST_CURSOR) {
            throw invalidCursor();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            String key =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (!encode(key).equals(cursor)) {
                throw invalidCursor();
            }
            return key;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw invalidCursor();
        }
    }

    /** 400 for a cursor that this list did not give. */
    public static ProblemException invalidCursor() {
        return Problem.badRequest("invalid_cursor", "The cursor is none that this list gave.")
                .domain("pagination")
                .exception();
    }

    private static int limit(UriQuery query, boolean paged) {
        Optional<String> given = query.first("limit").asOptional();
        if (given.isEmpty()) {
            return paged ? PAGE_DEFAULT : BARE_MAX;
        }
        String text = given.get();
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) == 0) {
            throw Problem.badRequest("invalid_limit", "limit must be a whole number of at least 1.")
                    .domain("pagination")
                    .exception();
        }
        return (int) Math.min(Long.parseLong(text), paged ? PAGE_MAX : BARE_MAX);
    }

    /** The same list from the cursor on, in pages: a bare array has no place for a cursor. */
    private String link(String cursor) {
        StringBuilder link = new StringBuilder(path).append("?cursor=").append(cursor);
        for (String name : query.names()) {
            if (!name.equals("cursor") && !name.equals("page")) {
                for (String value : query.all(name)) {
                    link.append('&').append(encoded(name)).append('=').append(encoded(value));
                }
            }
        }
        return link.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
