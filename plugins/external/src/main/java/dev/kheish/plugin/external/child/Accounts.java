package dev.kheish.plugin.external.child;

import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.ProcessResult;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds users and groups by name or number, wherever this machine keeps them. */
final class Accounts {
    private static final long PATIENCE_SECONDS = 5;
    private static final int PASSWD_FIELDS = 7;
    private static final int GROUP_FIELDS = 3;

    private final SystemTools tools;

    Accounts(SystemTools tools) {
        this.tools = tools;
    }

    Account find(RunAs runAs) throws BlockedException, InterruptedException {
        String[] user = fields("passwd", runAs.user(), PASSWD_FIELDS, "run_as.user", "user");
        String group = runAs.group();
        long gid =
                Long.parseLong(
                        group == null
                                ? user[3]
                                : fields("group", group, GROUP_FIELDS, "run_as.group", "group")[2]);
        return new Account(user[0], Long.parseLong(user[2]), gid, user[5]);
    }

    private String[] fields(String database, String key, int least, String setting, String what)
            throws BlockedException, InterruptedException {
        String line =
                lookUp(database, key)
                        .orElseThrow(
                                () ->
                                        new BlockedException(
                                                "child_process.%s: there is no %s '%s' on this machine."
                                                        .formatted(setting, what, key)));
        String[] fields = line.split(":", -1);
        if (fields.length < least) {
            throw new BlockedException(
                    "child_process.%s: what this machine says of the %s '%s' cannot be read."
                            .formatted(setting, what, key));
        }
        return fields;
    }

    private Optional<String> lookUp(String database, String key)
            throws BlockedException, InterruptedException {
        Path getent =
                tools.getent()
                        .orElseThrow(
                                () ->
                                        new BlockedException(
                                                "child_process.run_as needs the program getent,"
                                                        + " which this machine does not have."));
        try {
            ProcessResult result =
                    new ProcessExecutor(getent.toString(), database, "--", key)
                            .readOutput(true)
                            .exitValueAny()
                            .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .execute();
            String line = result.outputUTF8().strip();
            boolean found = result.getExitValue() == 0 && !line.isEmpty();
            return found ? line.lines().findFirst() : Optional.empty();
        } catch (IOException | TimeoutException e) {
            throw new BlockedException(
                    "child_process.run_as: '%s' cannot be looked up: %s"
                            .formatted(key, e.getMessage()));
        }
    }
}
