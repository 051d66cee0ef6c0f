package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

final class CommandLineTest {
    @TempDir Path folder;

    @Test
    void isTheCommandAloneWhereTheSystemHelpsWithNothing() {
        assertThat(line(Sidecars.command("program", "--flag", "a b"), null))
                .containsExactly("program", "--flag", "a b");
    }

    @Test
    void putsEachHelperBeforeTheNext() throws IOException {
        have("sh", "env", "setsid", "prlimit", "setpriv");
        Account account = new Account("nobody", 65534, 60, "/");

        assertThat(
                        line(
                                Sidecars.command("program").limited(new ProcessLimits(10, 20, 30)),
                                account))
                .containsExactly(
                        tool("sh"),
                        "-c",
                        "exec \"$@\" </dev/null",
                        "sh",
                        tool("env"),
                        "-u",
                        "PWD",
                        "-u",
                        "OLDPWD",
                        "-u",
                        "SHLVL",
                        "-u",
                        "_",
                        tool("setsid"),
                        tool("prlimit"),
                        "--core=0",
                        "--nofile=10",
                        "--nproc=20",
                        "--as=31457280",
                        "--",
                        tool("setpriv"),
                        "--reuid=65534",
                        "--regid=60",
                        "--init-groups",
                        "--no-new-privs",
                        "--",
                        "program");
    }

    @Test
    void leavesALifelineAlone() throws IOException {
        have("sh", "env", "setsid");

        assertThat(line(Sidecars.command("program").withLifeline(), null))
                .containsExactly(tool("setsid"), "program");
    }

    @Test
    void keepsWhatTheOperatorSetEvenIfAShellSetsItToo() throws IOException {
        have("sh", "env");

        assertThat(line(Sidecars.command("program").env("PWD", "/mine"), null))
                .doesNotContain("PWD")
                .contains("OLDPWD");
    }

    @Test
    void alwaysForbidsCoreDumps() throws IOException {
        have("prlimit");

        assertThat(line(Sidecars.command("program").withLifeline(), null))
                .containsExactly(tool("prlimit"), "--core=0", "--", "program");
    }

    private List<String> line(Sidecars sidecar, Account account) {
        return new CommandLine(sidecar.settings(), new SystemTools(List.of(folder))).of(account);
    }

    private void have(String... tools) throws IOException {
        for (String name : tools) {
            Path tool = Files.createFile(folder.resolve(name));
            assertThat(tool.toFile().setExecutable(true)).isTrue();
        }
    }

    private String tool(String name) {
        return folder.resolve(name).toString();
    }
}
