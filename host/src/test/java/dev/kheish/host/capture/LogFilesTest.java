package dev.kheish.host.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class LogFilesTest {
    private static final long MINE = 7;
    private static final long START = 1_750_000_000_000_000L;

    @TempDir Path home;
    private TestFolders folders;
    private LogFiles files;

    @BeforeEach
    void open() {
        folders = new TestFolders(home);
        files = new LogFiles(folders, MINE);
    }

    @Test
    void keepsThreeFilesOfFiveMebibytes() throws Exception {
        String text = "x".repeat(8000);
        long seq = START;
        for (int batch = 0; batch < 30; batch++) {
            List<CapturedLine> lines = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                lines.add(new CapturedLine(seq++, "stdout", text));
            }
            files.append(lines);
        }

        assertThat(names()).containsExactly("output.log", "output.log.1", "output.log.2");
        for (String name : List.of("output.log", "output.log.1", "output.log.2")) {
            assertThat(Files.size(folders.file(MINE, name))).isBetween(1L, LogFiles.FILE_LIMIT);
        }
        assertThat(files.tail(1000, Long.MAX_VALUE))
                .hasSize(1000)
                .extracting(CapturedLine::seq)
                .isSorted()
                .endsWith(seq - 1);
    }

    @Test
    void goesOnBehindALineThatACrashTore() throws Exception {
        Files.createDirectories(folders.path(MINE));
        byte[] torn =
                "2025-06-15T15:06:40.000000Z stdout whole\n2025-06-15T15:06:40.0000"
                        .getBytes(StandardCharsets.UTF_8);
        Files.write(folders.file(MINE, LogFiles.NAME), torn);

        files.append(List.of(new CapturedLine(START + 5, "stdout", "next")));

        assertThat(files.tail(9, Long.MAX_VALUE))
                .extracting(CapturedLine::text)
                .containsExactly("whole", "next");
    }

    @Test
    void readsBackWhatItWrote() throws Exception {
        CapturedLine line = new CapturedLine(START + 123_456, "stderr", " two  spaces ☕ and more ");

        files.append(List.of(line));

        assertThat(files.tail(1, Long.MAX_VALUE)).containsExactly(line);
        assertThat(files.tail(1, line.seq())).isEmpty();
    }

    private List<String> names() throws IOException {
        try (var found = Files.list(folders.path(MINE))) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
