package dev.kheish.host.cli.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.host.cli.sidecar.check.Checks;
import dev.kheish.host.cli.sidecar.check.Clause;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Each check points to a rule that can be read, and each rule is checked. */
class ClausesTest {
    private static final Path GUIDE = Path.of("../docs/writing-a-sidecar.md");

    @Test
    void namesSectionsThatExist() throws IOException {
        List<String> headings =
                Files.readAllLines(GUIDE).stream()
                        .filter(line -> line.startsWith("#"))
                        .map(line -> line.replaceFirst("#+ ", ""))
                        .toList();

        assertThat(headings)
                .containsAll(Arrays.stream(Clause.values()).map(Clause::section).toList());
    }

    @Test
    void leavesNoRuleUnchecked() {
        assertThat(Checks.all().stream().map(check -> check.about().clause()))
                .containsAll(Arrays.asList(Clause.values()));
    }

    @Test
    void givesEachCheckAnIdOfItsOwn() {
        assertThat(Checks.all().stream().map(check -> check.about().id())).doesNotHaveDuplicates();
    }
}
