package dev.kheish.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.ConnectorKind;

import jakarta.json.JsonValue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;

/** What a plugin sees. */
final class PluginClassLoaderTest {
    private static final String CAN_SEE =
            """
            public Target target(String a, Origin o) {
                try {
                    return Target.of(a, o, String.valueOf(Class.forName(a, false, getClass().getClassLoader()).getClassLoader()));
                } catch (ClassNotFoundException e) {
                    return Target.of(a, o, "unseen");
                }
            }
            """;

    @TempDir Path dir;
    private TestHost host;

    @BeforeEach
    void makeFolders() {
        host = new TestHost(dir);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.kheish.host.plugin.Plugins",
                "dev.kheish.host.app.Main",
                "com.fasterxml.jackson.databind.ObjectMapper",
                "io.helidon.webserver.WebServer",
                "org.sqlite.JDBC",
                "org.eclipse.parsson.JsonProviderImpl",
                "org.slf4j.LoggerFactory",
                "jakarta.json.bind.Jsonb"
            })
    void hidesTheHost(String className) throws Exception {
        write(TestPlugin.withId("x").kind("X", "x", CAN_SEE));

        try (Plugins plugins = host.open()) {
            assertThat(TestHost.ask(plugins, "x", className)).isEqualTo("unseen");
        }
    }

    @Test
    void showsTheContractTheJsonApiTheJdkAndItself() throws Exception {
        write(
                TestPlugin.withId("x")
                        .kind("X", "x", CAN_SEE)
                        .source("plugin.deep.Own", "public class Own {}"));

        try (Plugins plugins = host.open()) {
            String hosts = String.valueOf(ThreadClassLoader.HOST);
            assertThat(TestHost.ask(plugins, "x", "dev.kheish.spi.Connector")).isEqualTo(hosts);
            assertThat(TestHost.ask(plugins, "x", "jakarta.json.JsonValue")).isEqualTo(hosts);
            assertThat(TestHost.ask(plugins, "x", "jakarta.json.stream.JsonParser"))
                    .isEqualTo(hosts);
            assertThat(TestHost.ask(plugins, "x", "jakarta.json.spi.JsonProvider"))
                    .isEqualTo(hosts);
            assertThat(TestHost.ask(plugins, "x", "java.net.http.HttpClient"))
                    .isNotEqualTo("unseen");
            assertThat(TestHost.ask(plugins, "x", "java.sql.Driver")).isNotEqualTo("unseen");
            assertThat(TestHost.ask(plugins, "x", "plugin.deep.Own")).contains("PluginClassLoader");
        }
    }

    @Test
    void theStaticJsonFactoryWorksInsideAPluginAndIsTheHosts() throws Exception {
        write(
                TestPlugin.withId("x")
                        .kind(
                                "X",
                                "x",
                                """
                                public Target target(String a, Origin o) {
                                    JsonObject object = Json.createReader(new StringReader("{\\"a\\":[1]}")).readObject();
                                    return Target.of(a, o, object + " " + object.getClass().getClassLoader());
                                }
                                """)
                        .file(
                                "META-INF/services/jakarta.json.spi.JsonProvider",
                                "plugin.NoSuchProvider"));

        try (Plugins plugins = host.open()) {
            assertThat(TestHost.ask(plugins, "x", ""))
                    .isEqualTo("{\"a\":[1]} " + ThreadClassLoader.HOST);
        }
    }

    @Test
    void theHostsContractCountsEvenIfThePluginBringsOne() throws Exception {
        Path jar =
                TestPlugin.withId("x")
                        .kind("X", "x", CAN_SEE)
                        .source("dev.kheish.spi.Route", "public class Route { static int mine; }")
                        .writeTo(host.dropped().resolve("x.jar"));

        try (Plugins plugins = host.open();
                PluginClassLoader loader = loaderOf(jar)) {
            assertThat(plugins.kindNames()).containsExactly("x");
            assertThat(TestHost.ask(plugins, "x", "dev.kheish.spi.Route"))
                    .isEqualTo(String.valueOf(ThreadClassLoader.HOST));
            assertThat(Collections.list(loader.getResources("dev/kheish/spi/Route.class")))
                    .hasSize(1);
        }
    }

    @Test
    void resourcesFollowTheSameRuleAsClasses() throws Exception {
        Path jar =
                TestPlugin.library()
                        .file("plugin/words.txt", "hello")
                        .file("META-INF/services/dev.kheish.spi.ConnectorKind", "")
                        .writeTo(dir.resolve("r.jar"));
        String spi = ConnectorKind.class.getName().replace('.', '/') + ".class";
        String json = JsonValue.class.getName().replace('.', '/') + ".class";
        String own = PluginClassLoader.class.getName().replace('.', '/') + ".class";

        try (PluginClassLoader loader = loaderOf(jar)) {
            assertThat(textOf(loader, "plugin/words.txt")).isEqualTo("hello");
            assertThat(loader.getName()).startsWith("plugin-r#");
            for (String shared : new String[] {spi, json}) {
                assertThat(loader.getResource(shared))
                        .isEqualTo(ThreadClassLoader.HOST.getResource(shared));
                assertThat(Collections.list(loader.getResources(shared))).hasSize(1);
                assertThat(loader.getResourceAsStream(shared)).isNotNull();
            }
            for (String hidden :
                    new String[] {
                        own,
                        "META-INF/services/jakarta.json.spi.JsonProvider",
                        "org/sqlite/JDBC.class"
                    }) {
                assertThat(ThreadClassLoader.HOST.getResource(hidden)).as(hidden).isNotNull();
                assertThat(loader.getResource(hidden)).as(hidden).isNull();
                assertThat(Collections.list(loader.getResources(hidden))).as(hidden).isEmpty();
            }
            assertThat(
                            Collections.list(
                                    loader.getResources(
                                            "META-INF/services/dev.kheish.spi.ConnectorKind")))
                    .hasSize(1);
        }
    }

    @Test
    void theContextLoaderIsThePluginsInEveryCallAndTheHostsInEgress() throws Exception {
        write(
                TestPlugin.withId("x")
                        .kind(
                                "X",
                                "x",
                                """
                                static String seen = "";
                                static String here() { return Thread.currentThread().getContextClassLoader().getName(); }
                                public X() { seen += "new " + here(); }
                                public void start(KindContext c) {
                                    try {
                                        seen += ", start " + here() + ", egress " + c.egress().checkUrl("", false) + ", after " + here();
                                    } catch (EgressException e) {
                                        throw new IllegalStateException(e);
                                    }
                                }
                                public Target target(String a, Origin o) { return Target.of(a, o, seen + ", target " + here()); }
                                """));

        try (Plugins plugins = host.open()) {
            String seen = TestHost.ask(plugins, "x", "");
            String hosts = ThreadClassLoader.HOST.getName();
            assertThat(seen.replaceAll("#\\d+", ""))
                    .isEqualTo(
                            "new plugin-x, start plugin-x, egress %s, after plugin-x, target plugin-x"
                                    .formatted(hosts));
        }
    }

    private void write(TestPlugin plugin) {
        plugin.writeTo(host.dropped().resolve("x.jar"));
    }

    private static PluginClassLoader loaderOf(Path jar) throws IOException {
        return new PluginClassLoader("r", new URL[] {jar.toUri().toURL()}, ThreadClassLoader.HOST);
    }

    private static String textOf(PluginClassLoader loader, String path) throws IOException {
        try (var in = loader.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
