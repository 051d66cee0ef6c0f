package dev.kheish.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The two servers side by side, under load in turns. */
final class Duel implements AutoCloseable {
    private static final String MAIN = "dev.kheish.host.app.Main";

    private final Wrk wrk;
    private final Daemon daemon;
    private final Child empty;
    private long taken;
    private int inFlight;

    private Duel(Wrk wrk, Daemon daemon, Child empty) {
        this.wrk = wrk;
        this.daemon = daemon;
        this.empty = empty;
    }

    static Duel start(Workplace place, String home) throws IOException, InterruptedException {
        Daemon daemon = Daemon.start(place.distribution(), place.home(home));
        try {
            daemon.putConnector(place.keys());
            List<String> twin = twin(daemon.process().commandLine());
            Wrk wrk = new Wrk(place.script(), place.folder().resolve("wrk.log"), place.keys());
            return new Duel(wrk, daemon, Child.start(twin, place.folder()));
        } catch (IOException | RuntimeException e) {
            daemon.close();
            throw e;
        }
    }

    /** The daemon's own command line, with our class path before its own and another main class. */
    private static List<String> twin(List<String> daemon) {
        int main = daemon.indexOf(MAIN);
        if (main < 1) {
            throw new BenchException("No " + MAIN + " in the daemon's command line: " + daemon);
        }
        List<String> command = new ArrayList<>(daemon.subList(0, main - 1));
        command.removeIf(flag -> flag.startsWith("-XX:AOTCache=")); // of other classes
        command.add(System.getProperty("java.class.path"));
        command.add(EmptyServer.class.getName());
        return command;
    }

    Daemon daemon() {
        return daemon;
    }

    /** Load whose numbers nobody keeps. */
    void warmUp(int connections, int seconds) throws IOException, InterruptedException {
        empty(connections, seconds);
        durable(connections, seconds);
    }

    /** Empty and durable in turns. */
    Series compare(int connections, Options options) throws IOException, InterruptedException {
        List<Series.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < options.pairs(); i++) {
            Measured base = empty(connections, options.seconds());
            pairs.add(Series.Pair.of(base, durable(connections, options.seconds())));
        }
        return Series.of(connections, pairs);
    }

    /** Empty and empty again: what two runs of the same differ by. */
    Series noise(int connections, Options options) throws IOException, InterruptedException {
        List<Series.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < options.pairs(); i++) {
            Measured base = empty(connections, options.seconds());
            pairs.add(Series.Pair.of(base, empty(connections, options.seconds())));
        }
        return Series.of(connections, pairs);
    }

    /** Compares what was promised with what is stored. */
    Kept kept() throws IOException, InterruptedException {
        return new Kept(taken, inFlight, daemon.runs());
    }

    private Measured empty(int connections, int seconds) throws IOException, InterruptedException {
        return measure(empty, connections, seconds);
    }

    Measured durable(int connections, int seconds) throws IOException, InterruptedException {
        Measured measured = measure(daemon.process(), connections, seconds);
        taken += measured.load().taken();
        inFlight += connections;
        return measured;
    }

    private Measured measure(Child server, int connections, int seconds)
            throws IOException, InterruptedException {
        Proc.Usage before = Proc.usage(server.pid());
        Load load = wrk.run(server.url() + Daemon.INGRESS, connections, seconds);
        Proc.Usage used = Proc.usage(server.pid()).since(before);
        double answers = Math.max(1, load.taken() + load.refused());
        return new Measured(
                load, used.cpu().toNanos() / 1000.0 / answers, used.writtenBytes() / answers);
    }

    @Override
    public void close() throws InterruptedException {
        empty.close();
        daemon.close();
    }

    /**
     * Promises and rows.
     *
     * @param taken answers of 2xx in all, warm-up included
     * @param inFlight requests that the load generator may have dropped while they were under way
     * @param stored runs in the daemon
     */
    record Kept(long taken, int inFlight, long stored) {
        boolean isRight() {
            return stored >= taken && stored <= taken + inFlight;
        }

        String line() {
            return "%d promised, %d stored, at most %d in flight when load ended: %s"
                    .formatted(
                            taken,
                            stored,
                            inFlight,
                            isRight() ? "nothing lost, nothing twice" : "WRONG");
        }
    }
}
