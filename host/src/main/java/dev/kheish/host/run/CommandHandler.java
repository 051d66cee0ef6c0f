package dev.kheish.host.run;

import dev.kheish.host.json.Json;

import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.StartedProcess;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts a program for each run: the run on its standard input, the answer on its standard output.
 */
final class CommandHandler implements RunHandler {
    private static final int TRY_AGAIN = 75;
    private static final int MAX_OUTPUT = 4 * 1024 * 1024;
    private static final int ERROR_TAIL = 2000;
    private static final long CLOSE_SECONDS = 2;
    private static final Set<String> PASSED_ON = Set.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR");

    private final HandlerSettings.Command settings;
    private final RunViews views;
    private final HandlerAnswers answers;
    private final Map<String, String> environment;

    CommandHandler(HandlerSettings.Command settings, RunViews views, HandlerAnswers answers) {
        this.settings = settings;
        this.views = views;
        this.answers = answers;
        this.environment = environment(settings.environment());
    }

    // For zt-exec a null takes a variable away.
    private static Map<String, String> environment(Map<String, String> configured) {
        Map<String, String> variables = new HashMap<>();
        for (String inherited : System.getenv().keySet()) {
            if (!PASSED_ON.contains(inherited)) {
                removed(variables, inherited);
            }
        }
        variables.putAll(configured);
        return variables;
    }

    @SuppressWarnings("NullAway") // the map of zt-exec takes nulls
    private static void removed(Map<String, String> variables, String name) {
        variables.put(name, null);
    }

    @Override
    public HandlerResult handle(Claim claim) throws InterruptedException {
        CappedBytes output = CappedBytes.head(MAX_OUTPUT);
        CappedBytes errors = CappedBytes.tail(ERROR_TAIL);
        byte[] input = Json.write(views.claimed(claim)).getBytes(StandardCharsets.UTF_8);
        StartedProcess process;
        try {
            process = executor(input, output, errors).start();
        } catch (IOException e) {
            return failed("The handler's program cannot be started: " + e.getMessage());
        }
        ProcessFamily family = new ProcessFamily(process.getProcess());
        output.onOverflow(family::kill);
        try {
            int exit =
                    process.getFuture()
                            .get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                            .getExitValue();
            return result(exit, output, errors);
        } catch (TimeoutException e) {
            return failed("The handler's program took longer than " + settings.timeout());
        } catch (ExecutionException | CancellationException e) {
            return failed("The handler's program could not be watched: " + e);
        } finally {
            family.kill();
        }
    }

    private ProcessExecutor executor(byte[] input, CappedBytes output, CappedBytes errors) {
        List<String> command = new ArrayList<>(ProcessFamily.ownGroup());
        command.addAll(settings.argv());
        return new ProcessExecutor()
                .command(command)
                .environment(environment)
                .exitValueAny()
                .redirectErrorStream(false)
                .streams(new ProgramStreams(input, output, errors))
                .closeTimeout(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private HandlerResult result(int exit, CappedBytes output, CappedBytes errors) {
        if (output.isOverflown()) {
            String error = "The handler's program wrote more than " + MAX_OUTPUT + " bytes";
            return new HandlerResult.Failed(RunFailure.permanent(error));
        }
        if (exit == 0) {
            return answers.read(output.bytes());
        }
        String said = new String(errors.bytes(), StandardCharsets.UTF_8).strip();
        String error =
                "The handler's program ended with code "
                        + exit
                        + (said.isEmpty() ? "" : ": " + said);
        return new HandlerResult.Failed(
                exit == TRY_AGAIN ? RunFailure.temporary(error) : RunFailure.permanent(error));
    }

    private static HandlerResult failed(String error) {
        return new HandlerResult.Failed(RunFailure.temporary(error));
    }
}
