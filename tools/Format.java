import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks or applies the house format (google-java-format, AOSP style, no unused imports) to every
 * Java file below a folder.
 *
 * <p>Run by the root POM from source: {@code Format.java check|apply folder}.
 */
final class Format {
    private static final Set<String> SKIPPED_FOLDERS = Set.of("target", "node_modules", ".git");

    private final Formatter formatter =
            new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());

    public static void main(String[] args) throws IOException {
        var format = new Format();
        boolean apply = args[0].equals("apply");
        Path root = Path.of(args[1]);
        List<Path> wrong = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (Path file : format.javaFiles(root)) {
            String before = Files.readString(file);
            try {
                String after = format.formatted(before);
                if (!after.equals(before)) {
                    wrong.add(root.relativize(file));
                    if (apply) {
                        Files.writeString(file, after);
                    }
                }
            } catch (FormatterException e) {
                broken.add(root.relativize(file) + ": " + e.getMessage());
            }
        }
        wrong.forEach(
                file -> System.err.println((apply ? "Formatted " : "Not formatted: ") + file));
        broken.forEach(line -> System.err.println("Not readable: " + line));
        if (!apply && !wrong.isEmpty()) {
            System.err.println("Put it right with: mvn -q -N -Pformat process-sources");
        }
        if (!broken.isEmpty() || (!apply && !wrong.isEmpty())) {
            System.exit(1);
        }
    }

    private String formatted(String source) throws FormatterException {
        String tidied = RemoveUnusedImports.removeUnusedImports(source.replace("\r\n", "\n"));
        return formatter.formatSource(ImportOrderer.reorderImports(tidied, Style.AOSP));
    }

    private List<Path> javaFiles(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return SKIPPED_FOLDERS.contains(folder.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(".java")) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        files.sort(null);
        return files;
    }
}
