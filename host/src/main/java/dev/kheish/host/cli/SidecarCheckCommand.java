package dev.kheish.host.cli;

import dev.kheish.host.cli.sidecar.Conformance;
import dev.kheish.host.cli.sidecar.check.Check;
import dev.kheish.host.cli.sidecar.check.Checks;
import dev.kheish.host.cli.sidecar.stage.Answer;
import dev.kheish.host.cli.sidecar.stage.Limits;
import dev.kheish.host.cli.sidecar.stage.Request;
import dev.kheish.host.cli.sidecar.stage.Stage;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code kheish sidecar check}. */
@Command(
        description = "Finds out whether a sidecar keeps the rules.",
        footer = {
            "",
            "With a command the sidecar is started here, with a host of its own and the environment that the host gives to it.",
            "With a URL only those checks are made that need neither its process nor its host; a message is delivered only if --reply-route says where.",
            "--token and --token-file hold the sidecar's shared token. Skipped means not checked, never passed.",
            "Exits 0 when all checks passed or were skipped, 1 when one failed or none passed, 3 when nothing answers at the URL."
        })
final class SidecarCheckCommand implements Callable<Integer> {
    private final Root root;

    @Parameters(
            arity = "0..*",
            paramLabel = "URL | -- COMMAND ARG",
            description =
                    "Address of a sidecar that runs, or the command that starts one; put -- before the command.")
    private List<String> words = List.of();

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "ID",
            description = "Makes these checks only, such as deliver,restart.")
    private List<String> only = List.of();

    @Option(names = "--skip", split = ",", paramLabel = "ID", description = "Leaves these out.")
    private List<String> left = List.of();

    @Option(names = "--list", description = "Lists the checks, and makes none.")
    private boolean list;

    @Option(names = "--strict", description = "A skipped check counts as a failed one.")
    private boolean strict;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long one check may take. Default: 60s.")
    private Duration timeout = Duration.ZERO;

    @Mixin private SidecarSetting setting = new SidecarSetting();

    SidecarCheckCommand(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Check> checks = chosen();
        SidecarReport report = new SidecarReport(root.printer(), root.shell(), checks);
        if (list) {
            report.list();
            return Exit.OK.code();
        }
        try (Stage stage = setting.stage(words, root)) {
            if (stage.theatre().isEmpty()) {
                reach(stage);
            }
            report.begin();
            new Conformance(stage, setting.wishes(), timeout).make(checks, report::add);
        }
        return report.end(strict).code();
    }

    private List<Check> chosen() {
        List<String> known = Checks.all().stream().map(check -> check.about().id()).toList();
        List<String> named = new ArrayList<>(only);
        named.addAll(left);
        for (String id : named) {
            if (!known.contains(id)) {
                throw CommandFailure.usage(
                        "There is no check '%s'; kheish sidecar check --list shows them."
                                .formatted(id));
            }
        }
        return Checks.all().stream()
                .filter(check -> only.isEmpty() || only.contains(check.about().id()))
                .filter(check -> !left.contains(check.about().id()))
                .toList();
    }

    private static void reach(Stage stage) {
        Answer answer = stage.ask(Request.get("/manifest"), Limits.PROBE);
        if (answer instanceof Answer.Unreachable(String why)) {
            throw new CommandFailure(
                    Exit.UNREACHABLE,
                    "Nothing answers at %s (%s).".formatted(stage.wire().url(), Cells.line(why)),
                    List.of(
                            "Start the sidecar, or let it be started here: kheish sidecar check -- COMMAND"));
        }
    }
}
