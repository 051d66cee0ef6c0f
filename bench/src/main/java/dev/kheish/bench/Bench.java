package dev.kheish.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Measures and reports. Exit code 1 when an event was refused, lost or stored twice. */
final class Bench {
    private final Workplace place;
    private final Options options;

    private Bench(Workplace place, Options options) {
        this.place = place;
        this.options = options;
    }

    static void main(String... args) throws IOException, InterruptedException {
        System.exit(run(args));
    }

    private static int run(String... args) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("kheish.root", ".")).toAbsolutePath();
        try (Workplace place = Workplace.open(root)) {
            Result result = new Bench(place, Options.parse(args)).measure();
            Report report = new Report(result);
            IO.println(report.table());
            LocalDate today = LocalDate.now(Clock.systemUTC());
            IO.println("raw numbers: " + report.write(root.resolve("bench/results"), today));
            return result.failures() == 0 && result.kept().isRight() ? 0 : 1;
        } catch (BenchException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private Result measure() throws IOException, InterruptedException {
        Machine machine = Machine.read(place.root());
        say("starting the daemon %d times".formatted(options.starts() + 1));
        Starts starts = Starts.measure(place.distribution(), place.home("start"), options.starts());
        try (Duel duel = Duel.start(place)) {
            int first = options.connections().getFirst();
            say("warming up, %d s each".formatted(options.warmUp()));
            duel.warmUp(first, options.warmUp());
            List<Series> durable = new ArrayList<>();
            for (int connections : options.connections()) {
                say("%d connections, %d pairs".formatted(connections, options.pairs()));
                durable.add(duel.compare(connections, options));
            }
            say("the empty handler against itself");
            Series noise = duel.noise(first, options);
            return new Result(
                    machine, options, durable, noise, starts, duel.kept(), duel.daemon().storage());
        }
    }

    private static void say(String what) {
        System.err.println("… " + what);
    }
}
