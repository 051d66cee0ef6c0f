package dev.kheish.sidecar;

import java.io.PrintStream;
import java.util.Map;

/** A sidecar as a whole program: its environment, its signals, its exit code. */
final class Program {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final Plan plan;
    private final Map<String, String> environment;
    private final PrintStream err;

    Program(Plan plan, Map<String, String> environment, PrintStream err) {
        this.plan = plan;
        this.environment = environment;
        this.err = err;
    }

    /** Runs until the end was asked for; the exit code. */
    int run() {
        Sidecar sidecar;
        try {
            sidecar = new Sidecar(plan, environment, err);
        } catch (EnvironmentException e) {
            err.println(new Variables(environment).any() ? e.getMessage() : byHand());
            return MISUSED;
        }
        Runtime.getRuntime().addShutdownHook(new End(sidecar));
        if (sidecar.obeysLifeline()) {
            new Lifeline(System.in, sidecar).start();
        }
        try {
            sidecar.begin();
        } catch (StoppingException e) {
            sidecar.awaitClosed();
            return 0;
        } catch (SidecarException e) {
            sidecar.logger().log(System.Logger.Level.ERROR, e.getMessage());
            return FAILED;
        }
        sidecar.awaitClosed();
        return 0;
    }

    private String byHand() {
        return "This program connects "
                + plan.platform()
                + " and is meant to be started by the host: give its command to an external"
                + " connector of mode child_process. To try it by hand, set "
                + Variables.PREFIX
                + "NAME, "
                + Variables.PREFIX
                + "BASE_URL and "
                + Variables.PREFIX
                + "DAEMON_BASE_URL as the host would.";
    }

    /** Runs in the JVM's shutdown, whoever began it. */
    private static final class End extends Thread {
        private final Sidecar sidecar;

        End(Sidecar sidecar) {
            super("sidecar-end");
            this.sidecar = sidecar;
        }

        @Override
        public void run() {
            sidecar.close();
            if (bySignal()) {
                // The JVM would report the signal as its exit code, and a host a crash.
                Runtime.getRuntime().halt(0);
            }
        }

        /** True if a signal began the shutdown, and not System.exit with a code of its own. */
        private static boolean bySignal() {
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                String name = thread.getName();
                if (name.equals("SIGTERM handler") || name.equals("SIGINT handler")) {
                    return true;
                }
            }
            return false;
        }
    }
}
