package dev.kheish.plugin.slack;

import dev.kheish.spi.FileRef;
import dev.kheish.spi.InputItem;

import jakarta.json.spi.JsonProvider;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sorts the files of a message into those that can be fetched and those that cannot: these leave a
 * note, and the message is taken all the same. Safe for use by many threads.
 */
final class SharedFiles {
    private final boolean trusted;
    private final Tokens tokens;
    private final FileHosts hosts;
    private final JsonProvider json;

    /** {@code trusted} says that senders prove who they are. */
    SharedFiles(boolean trusted, Tokens tokens, FileHosts hosts, JsonProvider json) {
        this.trusted = trusted;
        this.tokens = tokens;
        this.hosts = hosts;
        this.json = json;
    }

    /** What becomes of the files of one message: references, and notes for the rest. */
    record Sorted(List<FileRef> references, List<InputItem> notes) {}

    Sorted sort(List<Members> files, Workspace workspace) {
        List<FileRef> references = new ArrayList<>();
        List<InputItem> notes = new ArrayList<>();
        for (Members each : files.subList(0, Math.min(files.size(), Limits.FILES))) {
            String name = SharedFile.name(each);
            SharedFile file = SharedFile.of(each, workspace);
            Optional<String> obstacle = obstacle(name, file);
            if (name == null || obstacle.isPresent()) {
                String called = name == null ? "" : " '" + name + "'";
                notes.add(note("The file" + called + " is missing: " + obstacle.orElse("")));
            } else {
                references.add(file.reference(name, json));
            }
        }
        int left = files.size() - Limits.FILES;
        if (left > 0) {
            notes.add(
                    note("%d more files are left out: %d are taken".formatted(left, Limits.FILES)));
        }
        return new Sorted(references, notes);
    }

    private Optional<String> obstacle(@Nullable String name, SharedFile file) {
        if (name == null) {
            return Optional.of("it has neither name nor id");
        }
        if (!trusted) {
            return Optional.of("files are fetched for connectors with a signing_secret only");
        }
        if (!tokens.has(file.workspace())) {
            return Optional.of("the connector has no bot token for its workspace");
        }
        String url = file.url();
        if (url != null) {
            return hosts.refusal(url);
        }
        return file.id().isEmpty() ? Optional.of("Slack gave no address for it") : Optional.empty();
    }

    private static InputItem note(String text) {
        return InputItem.text("[" + text + "]");
    }
}
