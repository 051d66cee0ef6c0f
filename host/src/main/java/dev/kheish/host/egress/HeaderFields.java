package dev.kheish.host.egress;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The header fields of an answer, in order. */
record HeaderFields(List<Map.Entry<String, String>> fields) {
    Optional<String> first(String name) {
        return all(name).findFirst();
    }

    Stream<String> all(String name) {
        return fields.stream()
                .filter(field -> field.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue);
    }

    boolean contains(String name) {
        return all(name).findAny().isPresent();
    }

    /** The members of a field that is a list, in lower case. */
    Stream<String> tokens(String name) {
        return all(name)
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(token -> token.strip().toLowerCase(Locale.ROOT));
    }
}
