package dev.kheish.host.cli;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A JSON document given by the caller. */
final class Document {
    @Option(
            names = "--json",
            paramLabel = "TEXT",
            description =
                    "The document itself. Others on this machine can see it in the process list.")
    private @Nullable String text;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "File that holds the document; - reads standard input.")
    private @Nullable String file;

    boolean fromCommandLine() {
        return text != null;
    }

    boolean given() {
        return text != null || file != null;
    }

    JsonNode read(Shell shell) {
        if ((text == null) == (file == null)) {
            throw CommandFailure.usage(
                    "Give the document with --json TEXT or --file FILE (- reads standard input).");
        }
        JsonNode document =
                text != null
                        ? Documents.parse(text, "What --json gives")
                        : Documents.parse(
                                text(shell, file), file.equals("-") ? "Standard input" : file);
        if (document.isMissingNode()) {
            throw CommandFailure.usage("The document is empty.");
        }
        return document;
    }

    /** The text of a file, or of standard input for {@code -}. */
    static String text(Shell shell, String file) {
        try {
            byte[] bytes =
                    file.equals("-")
                            ? shell.in().readAllBytes()
                            : Files.readAllBytes(Path.of(file));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw CommandFailure.usage("There is no file " + file + ".");
        } catch (IOException e) {
            throw CommandFailure.usage("The file " + file + " cannot be read: " + e.getMessage());
        }
    }
}
