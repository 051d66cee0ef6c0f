package dev.kheish.host.plugin;

import com.sun.management.HotSpotDiagnosticMXBean;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for virtual threads, which the usual listings leave out, in a dump of all threads. */
final class VirtualThreads {
    private static final Pattern HEAD = Pattern.compile("#(\\d+) \"(.*)\" virtual .*");

    private VirtualThreads() {}

    /** Those that have code of a loader on their stack, one line each. */
    static List<String> inCodeOf(ClassLoader loader) {
        String mark = "at " + loader.getName() + "//";
        List<String> found = new ArrayList<>();
        String current = "";
        for (String line : dump()) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                current = head.group(2).isEmpty() ? "#" + head.group(1) : head.group(2);
            } else if (line.startsWith("#") || line.isBlank()) {
                current = "";
            } else if (!current.isEmpty() && line.strip().startsWith(mark)) {
                String frame = line.strip().substring(mark.length());
                found.add("virtual thread '%s' in %s".formatted(current, method(frame)));
                current = "";
            }
        }
        return found;
    }

    private static String method(String frame) {
        int bracket = frame.indexOf('(');
        return bracket < 0 ? frame : frame.substring(0, bracket);
    }

    private static List<String> dump() {
        try {
            Path folder = Files.createTempDirectory("kheish-threads-");
            Path file = folder.resolve("dump.txt");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(
                                file.toString(),
                                HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
                return Files.readAllLines(file);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            System.getLogger(VirtualThreads.class.getName())
                    .log(Level.DEBUG, "Virtual threads cannot be listed", e);
            return List.of();
        }
    }
}
