package dev.kheish.host.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import dev.kheish.host.settings.SettingsException;
import dev.kheish.host.settings.SettingsReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads {@code kheish.yaml}. */
final class SettingsFile {
    private static final YAMLMapper YAML =
            YAMLMapper.builder(
                            YAMLFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .build();

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
        try {
            JsonNode tree = YAML.readTree(Files.readString(file));
            if (tree == null || tree.isMissingNode() || tree.isNull()) {
                return new SettingsReader(Map.of()); // nothing but comments
            }
            if (!tree.isObject()) {
                throw new SettingsException(List.of(file + " must hold keys and values"));
            }
            return new SettingsReader(YAML.convertValue(tree, new TypeReference<>() {}));
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
}
