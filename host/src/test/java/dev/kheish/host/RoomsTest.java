package dev.kheish.host;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The house keeps its order: imports point down, and the host knows no kind. */
class RoomsTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/kheish/host");
    private static final Pattern KINDS =
            Pattern.compile("slack|telegram|discord", Pattern.CASE_INSENSITIVE);
    private static final Pattern KIND_LITERALS = Pattern.compile("\"(http|external)\"");
    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.kheish.host");
    }

    @Test
    void importsOnlyPointDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("app")
                .definedBy("..host.app..")
                .layer("cli")
                .definedBy("..host.cli..")
                .layer("api")
                .definedBy("..host.api..")
                .layer("ingress")
                .definedBy("..host.ingress..")
                .layer("delivery")
                .definedBy("..host.delivery..")
                .layer("run")
                .definedBy("..host.run..")
                .layer("session")
                .definedBy("..host.session..")
                .layer("connector")
                .definedBy("..host.connector..")
                .layer("plugin")
                .definedBy("..host.plugin..")
                .layer("secret")
                .definedBy("..host.secret..")
                .layer("capture")
                .definedBy("..host.capture..")
                .layer("egress")
                .definedBy("..host.egress..")
                .layer("asset")
                .definedBy("..host.asset..")
                .layer("audit")
                .definedBy("..host.audit..")
                .layer("health")
                .definedBy("..host.health..")
                .layer("stream")
                .definedBy("..host.stream..")
                .layer("web")
                .definedBy("..host.web..")
                .layer("index")
                .definedBy("..host.index..")
                .layer("metrics")
                .definedBy("..host.metrics..")
                .layer("store")
                .definedBy("..host.store..")
                .layer("settings")
                .definedBy("..host.settings..")
                .layer("json")
                .definedBy("..host.json..")
                .whereLayer("app")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cli")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("app")
                .whereLayer("ingress")
                .mayOnlyBeAccessedByLayers("app", "api")
                .whereLayer("delivery")
                .mayOnlyBeAccessedByLayers("app", "api")
                .whereLayer("run")
                .mayOnlyBeAccessedByLayers("app", "api", "ingress", "delivery")
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("app", "api", "ingress", "delivery", "run")
                .whereLayer("connector")
                .mayOnlyBeAccessedByLayers("app", "api", "ingress", "delivery", "run", "session")
                .whereLayer("plugin")
                .mayOnlyBeAccessedByLayers("app", "api", "connector", "health")
                .whereLayer("index")
                .mayOnlyBeAccessedByLayers("app", "ingress", "run", "session")
                .whereLayer("capture")
                .mayOnlyBeAccessedByLayers("app", "api", "connector")
                .whereLayer("egress")
                .mayOnlyBeAccessedByLayers("app", "run")
                .whereLayer("web")
                .mayOnlyBeAccessedByLayers("app", "api", "ingress")
                .whereLayer("cli")
                .mayNotAccessAnyLayer()
                .whereLayer("metrics")
                .mayNotAccessAnyLayer()
                .check(classes);
    }

    @Test
    void roomsFormNoCircle() {
        slices().matching("dev.kheish.host.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void theHostKnowsNoKind() throws IOException {
        for (Path file : sources()) {
            String text = Files.readString(file);

            assertThat(KINDS.matcher(text).results().toList())
                    .as("kinds named in " + file)
                    .isEmpty();
            assertThat(KIND_LITERALS.matcher(text).results().toList())
                    .as("kind literals in " + file)
                    .isEmpty();
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.startsWith(SOURCES.resolve("cli")))
                    .toList();
        }
    }
}
