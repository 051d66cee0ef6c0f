package dev.kheish.host.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.settings.Nearest;
import dev.kheish.host.web.Failures;
import dev.kheish.host.web.Problem;
import dev.kheish.host.web.ProblemException;
import dev.kheish.spi.FieldError;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The members of a JSON object on their way into a record. Every getter notes what is wrong and
 * gives a stand-in, so that all mistakes are told at once; nobody sees the stand-ins. A member set
 * to null counts as absent. For one thread.
 */
public final class Members {
    private static final int TEXT_LIMIT = 64 * 1024;

    private final ObjectNode object;
    private final String path;
    private final List<FieldError> errors;
    private final Set<String> known = new LinkedHashSet<>();

    private Members(ObjectNode object, String path, List<FieldError> errors) {
        this.object = object;
        this.path = path;
        this.errors = errors;
    }

    /**
     * Reads an object.
     *
     * @throws ProblemException 400 {@code invalid_body} with all mistakes, members nobody asked for
     *     included
     */
    public static <T> T read(ObjectNode object, Reading<T> reading) {
        List<FieldError> errors = new ArrayList<>();
        T result = new Members(object, "", errors).finish(reading);
        if (!errors.isEmpty()) {
            throw Problem.badRequest("invalid_body", summary(errors)).errors(errors).exception();
        }
        return result;
    }

    /** Whether it is there and not null. */
    public boolean has(String name) {
        return find(name).isPresent();
    }

    /** Whether it is there at all, null included. */
    public boolean mentions(String name) {
        known.add(name);
        return object.has(name);
    }

    /** A text that must be there and not blank. */
    public String text(String name) {
        return text(name, TEXT_LIMIT);
    }

    /** The same with a limit in UTF-8 bytes. */
    public String text(String name, int maxBytes) {
        return required(name, text(name, maxBytes, false), "");
    }

    /** A text that may be absent. */
    public Optional<String> optionalText(String name) {
        return text(name, TEXT_LIMIT, true);
    }

    /** The same with a limit in UTF-8 bytes. */
    public Optional<String> optionalText(String name, int maxBytes) {
        return text(name, maxBytes, true);
    }

    /** A whole number within bounds. */
    public long number(String name, long min, long max) {
        return required(name, optionalNumber(name, min, max), min);
    }

    /** A whole number that may be absent. */
    public Optional<Long> optionalNumber(String name, long min, long max) {
        return find(name)
                .flatMap(
                        node -> {
                            if (!node.isIntegralNumber() || !node.canConvertToLong()) {
                                return wrong(name, "must be a whole number");
                            }
                            long value = node.longValue();
                            return value < min || value > max
                                    ? wrong(name, "must be from %d to %d".formatted(min, max))
                                    : Optional.of(value);
                        });
    }

    /** True or false, or {@code otherwise} where it is absent. */
    public boolean flag(String name, boolean otherwise) {
        return find(name)
                .flatMap(
                        node ->
                                node.isBoolean()
                                        ? Optional.of(node.booleanValue())
                                        : this.<Boolean>wrong(name, "must be true or false"))
                .orElse(otherwise);
    }

    /** One of some words. */
    public Optional<String> optionalWord(String name, Set<String> words) {
        return optionalText(name)
                .flatMap(
                        word ->
                                words.contains(word)
                                        ? Optional.of(word)
                                        : wrong(
                                                name,
                                                "must be one of " + String.join(", ", words)));
    }

    /** A member that is an object, taken as it is. */
    public Optional<ObjectNode> optionalObject(String name) {
        return find(name)
                .flatMap(
                        node ->
                                node instanceof ObjectNode inner
                                        ? Optional.of(inner)
                                        : wrong(name, "must be an object"));
    }

    /** A member that is an object, read member by member. */
    public <T> Optional<T> optionalObject(String name, Reading<T> reading) {
        return optionalObject(name)
                .map(inner -> new Members(inner, path + name + ".", errors).finish(reading));
    }

    /** A member that is a list, taken as it is. */
    public Optional<ArrayNode> optionalList(String name, int maxItems) {
        return find(name)
                .flatMap(
                        node -> {
                            if (!(node instanceof ArrayNode list)) {
                                return wrong(name, "must be a list");
                            }
                            return list.size() > maxItems
                                    ? wrong(name, "must have at most %d items".formatted(maxItems))
                                    : Optional.of(list);
                        });
    }

    /** A list of texts; empty where it is absent. */
    public List<String> texts(String name, int maxItems) {
        List<String> found = new ArrayList<>();
        each(
                name,
                maxItems,
                (node, at) -> {
                    if (node.isTextual() && !node.textValue().isBlank()) {
                        found.add(node.textValue());
                    } else {
                        refuse(at, "must be a text that is not blank");
                    }
                });
        return List.copyOf(found);
    }

    /** A list of objects, each read member by member; empty where it is absent. */
    public <T> List<T> objects(String name, int maxItems, Reading<T> reading) {
        List<T> found = new ArrayList<>();
        each(
                name,
                maxItems,
                (node, at) -> {
                    if (node instanceof ObjectNode inner) {
                        found.add(new Members(inner, path + at + ".", errors).finish(reading));
                    } else {
                        refuse(at, "must be an object");
                    }
                });
        return List.copyOf(found);
    }

    /** Any JSON value. */
    public Optional<JsonNode> optionalValue(String name) {
        return find(name);
    }

    /** All members as a map of values, for objects whose names are data. Leaves none unknown. */
    public Map<String, JsonNode> all() {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        object.properties().forEach(member -> all.put(member.getKey(), member.getValue()));
        known.addAll(all.keySet());
        return all;
    }

    /** Converts what was read; a problem's text becomes the mistake of this member. */
    public <A, B> Optional<B> convert(
            String name, Optional<A> value, Function<A, Optional<B>> convert, String message) {
        return value.flatMap(from -> convert.apply(from).or(() -> wrong(name, message)));
    }

    /** Notes a mistake that no getter sees. */
    public void refuse(String name, String message) {
        errors.add(new FieldError(path + name, message));
    }

    private <T> T finish(Reading<T> reading) {
        T result = reading.read(this);
        object.fieldNames().forEachRemaining(this::refuseUnknown);
        return result;
    }

    private void refuseUnknown(String name) {
        if (!known.contains(name)) {
            String hint =
                    Nearest.of(name, known)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("");
            refuse(Failures.shown(name), "is no member of this object" + hint);
        }
    }

    private Optional<JsonNode> find(String name) {
        known.add(name);
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    private Optional<String> text(String name, int maxBytes, boolean mayBeBlank) {
        return find(name)
                .flatMap(
                        node -> {
                            if (!node.isTextual()) {
                                return wrong(name, "must be a text");
                            }
                            String text = node.textValue();
                            if (text.isBlank() && !mayBeBlank) {
                                return wrong(name, "must not be blank");
                            }
                            return utf8Length(text) > maxBytes
                                    ? wrong(
                                            name,
                                            "must be at most %d bytes of UTF-8".formatted(maxBytes))
                                    : Optional.of(text);
                        });
    }

    private <T> T required(String name, Optional<T> value, T standIn) {
        if (value.isEmpty() && !has(name)) {
            refuse(name, "is required");
        }
        return value.orElse(standIn);
    }

    private void each(String name, int maxItems, Item item) {
        optionalList(name, maxItems)
                .ifPresent(
                        list -> {
                            for (int i = 0; i < list.size(); i++) {
                                item.at(list.get(i), "%s[%d]".formatted(name, i));
                            }
                        });
    }

    private <T> Optional<T> wrong(String name, String message) {
        refuse(name, message);
        return Optional.empty();
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String summary(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        String more = errors.size() == 1 ? "" : " (and %d more)".formatted(errors.size() - 1);
        String end = first.message().endsWith("?") && more.isEmpty() ? "" : ".";
        return "Member '%s' %s%s%s"
                .formatted(first.field(), first.message().replaceAll("[.]$", ""), more, end);
    }

    /** Makes something of an object's members. */
    @FunctionalInterface
    public interface Reading<T> {
        /** Asks for every member that may be there. */
        T read(Members members);
    }

    @FunctionalInterface
    private interface Item {
        void at(JsonNode node, String place);
    }
}
