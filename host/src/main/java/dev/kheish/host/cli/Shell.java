package dev.kheish.host.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;

/** What surrounds one call of the program. The clock's zone is the one that times are shown in. */
public record Shell(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        Map<String, String> environment,
        Terminal terminal,
        Clock clock) {

    /** The surroundings of this process. */
    public static Shell ofProcess() {
        Map<String, String> environment = System.getenv();
        Charset charset = System.out.charset();
        return new Shell(
                System.in,
                new PrintWriter(System.out, false, charset),
                new PrintWriter(System.err, true, System.err.charset()),
                environment,
                new SystemTerminal(environment),
                Clock.system(ZoneId.systemDefault()));
    }
}
