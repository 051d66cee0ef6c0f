package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class TokenFileTest {
    @TempDir Path folder;

    @Test
    void deletesWhatASuddenEndLeft() throws IOException {
        Path left = Files.createDirectory(folder.resolve("kheish-child-123"));
        Files.writeString(left.resolve("credential-token"), "token");
        Files.writeString(left.resolve("credential-token77.new"), "half");

        TokenFile.deleteLeftover(left.toString());
        TokenFile.deleteLeftover(left.toString());

        assertThat(left).doesNotExist();
    }

    @Test
    void deletesNothingElseWhateverTheStateSays() throws IOException {
        Path precious = Files.createDirectory(folder.resolve("precious"));
        Path file = Files.writeString(precious.resolve("credential-token"), "mine");

        TokenFile.deleteLeftover(precious.toString());

        assertThat(file).exists();
    }

    @Test
    void replacesALinkInsteadOfWritingThroughIt() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "untouched");
        Files.createSymbolicLink(folder.resolve("credential-token"), target);

        TokenFile.in(folder).write("token");

        assertThat(target).hasContent("untouched");
        assertThat(folder.resolve("credential-token")).hasContent("token");
        assertThat(Files.isSymbolicLink(folder.resolve("credential-token"))).isFalse();
    }
}
