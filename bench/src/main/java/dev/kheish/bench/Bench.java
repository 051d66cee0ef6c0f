package dev.kheish.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Measures what was promised. Exit code 1 when an event, a run or a delivery was refused, lost or
 * done twice, or a part could not be measured; how fast anything is decides nothing.
 */
final class Bench {
    private static final List<Part> PARTS =
            List.of(
                    new Start(),
                    new Ingress(),
                    new Latency(),
                    new Batches(),
                    new Claims(),
                    new Deliveries(),
                    new Sidecars(),
                    new Flat());

    private Bench() {}

    static void main(String... args) throws IOException, InterruptedException {
        System.exit(run(args));
    }

    private static int run(String... args) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("kheish.root", ".")).toAbsolutePath();
        try {
            if (args.length > 0 && args[0].equals("publish")) {
                List<Path> files = Arrays.stream(args).skip(1).map(Path::of).toList();
                new Publication(root).publish(files);
                return 0;
            }
            Options options = Options.parse(PARTS.stream().map(Part::name).toList(), args);
            return measure(root, options);
        } catch (BenchException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private static int measure(Path root, Options options)
            throws IOException, InterruptedException {
        Machine machine = Machine.read(root);
        Run run = new Run(root.resolve("bench/results"), machine, options);
        IO.println(machine.line());
        for (Part part : PARTS) {
            if (options.wants(part.name())) {
                measure(root, options, part, run);
            }
        }
        IO.println("raw numbers: " + run.file());
        IO.println("picture: " + new Publication(root).picture(run.file()));
        run.mistakes().forEach(mistake -> IO.println("WRONG  " + mistake));
        return run.mistakes().isEmpty() ? 0 : 1;
    }

    /** One part that fails keeps none of the others from being measured. */
    private static void measure(Path root, Options options, Part part, Run run)
            throws IOException, InterruptedException {
        System.err.println("… " + part.name());
        long begin = System.nanoTime();
        try (Workplace place = Workplace.open(root)) {
            Finding finding = part.measure(place, options);
            run.add(part.name(), finding);
            IO.println();
            IO.println(part.name());
            finding.lines().forEach(line -> IO.println("  " + line));
            finding.verdicts()
                    .forEach(
                            verdict ->
                                    IO.println(
                                            "  %-7s %s: %s"
                                                    .formatted(
                                                            verdict.outcome(),
                                                            verdict.promise(),
                                                            verdict.measured())));
        } catch (BenchException | IOException e) {
            run.fail(part.name(), "not measured: " + e.getMessage());
        }
        System.err.printf("  %.0f s%n", (System.nanoTime() - begin) / 1e9);
    }
}
