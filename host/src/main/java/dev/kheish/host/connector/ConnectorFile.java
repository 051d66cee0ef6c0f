package dev.kheish.host.connector;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import dev.kheish.host.json.Json;
import dev.kheish.host.settings.Nearest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the connectors file: {@code connectors: {KIND: {NAME: {members}}}}. */
final class ConnectorFile {
    private static final String ROOT = "connectors";
    private static final long SIZE_LIMIT = 16 * 1024 * 1024;
    private static final ObjectMapper YAML =
            new YAMLMapper(
                    YAMLFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build());

    private final Path path;

    ConnectorFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Changes when the file does. */
    String stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.lastModifiedTime()
                    + " "
                    + attributes.size()
                    + " "
                    + attributes.fileKey();
        } catch (NoSuchFileException e) {
            return "absent";
        } catch (IOException e) {
            return "unreadable";
        }
    }

    Parsed parse() {
        try {
            if (Files.size(path) > SIZE_LIMIT) {
                return new Parsed.Bad("It is larger than " + SIZE_LIMIT + " bytes.");
            }
            return parse(YAML.readTree(Files.readAllBytes(path)));
        } catch (NoSuchFileException e) {
            return new Parsed.Absent();
        } catch (JacksonException e) {
            // The parser's own message quotes the text around the mistake, which may be a secret.
            return new Parsed.Bad(
                    "It is not well-formed YAML near line %d, column %d."
                            .formatted(
                                    line(e),
                                    e.getLocation() == null ? 0 : e.getLocation().getColumnNr()));
        } catch (IOException e) {
            return new Parsed.Bad("It cannot be read: " + e.getMessage());
        }
    }

    private static int line(JacksonException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    }

    private static Parsed parse(JsonNode root) {
        if (isNothing(root)) {
            return new Parsed.Good(Map.of());
        }
        if (!(root instanceof ObjectNode object)) {
            return new Parsed.Bad("It must be an object with the member 'connectors'.");
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!member.getKey().equals(ROOT)) {
                return new Parsed.Bad(
                        "The member '%s' is not known%s"
                                .formatted(
                                        member.getKey(),
                                        Nearest.of(member.getKey(), List.of(ROOT)).isPresent()
                                                ? "; did you mean 'connectors'?"
                                                : "; the only one is 'connectors'."));
            }
        }
        return kinds(object.path(ROOT));
    }

    private static Parsed kinds(JsonNode kinds) {
        if (isNothing(kinds)) {
            return new Parsed.Good(Map.of());
        }
        if (!kinds.isObject()) {
            return new Parsed.Bad(
                    "'connectors' must be an object: kind, then name, then settings.");
        }
        Map<ConnectorKey, JsonNode> found = new TreeMap<>();
        for (Map.Entry<String, JsonNode> kind : kinds.properties()) {
            if (!kind.getValue().isObject() && !isNothing(kind.getValue())) {
                return new Parsed.Bad(
                        "'connectors.%s' must be an object: name, then settings."
                                .formatted(kind.getKey()));
            }
            for (Map.Entry<String, JsonNode> entry : kind.getValue().properties()) {
                found.put(
                        new ConnectorKey(kind.getKey(), entry.getKey()),
                        isNothing(entry.getValue()) ? Json.object() : entry.getValue());
            }
        }
        return new Parsed.Good(found);
    }

    private static boolean isNothing(JsonNode node) {
        boolean blank = node.isTextual() && node.textValue().isBlank(); // a member without a value
        return node.isMissingNode()
                || node.isNull()
                || blank
                || (node.isContainerNode() && node.isEmpty());
    }

    /** What the file says. */
    sealed interface Parsed {
        /** Entries as they stand there. */
        record Good(Map<ConnectorKey, JsonNode> entries) implements Parsed {}

        /** It cannot be used as a whole. */
        record Bad(String reason) implements Parsed {}

        /** There is no such file. */
        record Absent() implements Parsed {}
    }
}
