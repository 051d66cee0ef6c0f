package dev.kheish.plugin.external.child;

import dev.kheish.spi.StateMap;

import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;

/** State that outlives the program: a file for each key. */
final class StateFiles implements StateMap {
    private static final JsonProvider JSON = JsonProvider.provider();

    private final Path folder;

    private final Consumer<String> watcher;

    /**
     * @param watcher told of each value before it is stored
     */
    StateFiles(Path folder, Consumer<String> watcher) {
        this.folder = folder;
        this.watcher = watcher;
    }

    @Override
    public Optional<JsonValue> get(String key) {
        Path file = folder.resolve(key);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (JsonReader reader = JSON.createReader(new StringReader(Files.readString(file)))) {
            return Optional.of(reader.readValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Like the host's, which waits for its disk and cannot do so when interrupted.
    @Override
    public void put(String key, JsonValue value) {
        watcher.accept(value.toString());
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("Interrupted while storing");
        }
        try {
            Files.createDirectories(folder);
            Path fresh = Files.writeString(folder.resolve(key + ".new"), value.toString());
            Files.move(fresh, folder.resolve(key), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove(String key) {
        try {
            Files.deleteIfExists(folder.resolve(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
