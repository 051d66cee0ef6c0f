package dev.kheish.host.app;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import dev.kheish.host.settings.SettingsException;
import dev.kheish.host.settings.SettingsReader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code kheish.yaml}. */
final class SettingsFile {
    // The parser alone: to bind a tree to maps costs the start a tenth of a second.
    private static final YAMLFactory YAML =
            YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private SettingsFile() {}

    /**
     * Reads a file.
     *
     * @param required whether its absence is a mistake; otherwise it counts as empty
     * @throws SettingsException if it is no YAML object
     */
    static SettingsReader read(Path file, boolean required) {
        if (!Files.exists(file)) {
            if (required) {
                throw new SettingsException(List.of("there is no file " + file));
            }
            return new SettingsReader(Map.of());
        }
        try (JsonParser parser = YAML.createParser(Files.readString(file))) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return new SettingsReader(Map.of()); // nothing but comments
            }
            if (first != JsonToken.START_OBJECT) {
                throw new SettingsException(List.of(file + " must hold keys and values"));
            }
            return new SettingsReader(object(parser));
        } catch (JsonProcessingException e) {
            throw new SettingsException(
                    List.of(
                            "%s, line %d: %s"
                                    .formatted(
                                            file,
                                            e.getLocation().getLineNr(),
                                            e.getOriginalMessage())));
        } catch (IOException e) {
            throw new SettingsException(List.of(file + " cannot be read: " + e.getMessage()));
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            members.put(name, value(parser, parser.nextToken()));
        }
        return members;
    }

    private static List<@Nullable Object> list(JsonParser parser) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            items.add(value(parser, token));
        }
        return items;
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            default -> parser.getText();
        };
    }
}
