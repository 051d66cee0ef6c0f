package dev.kheish.tests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A plugin jar made from source text, against what an author compiles against. For one thread.
 *
 * <p>A kind that nothing else is said about is named as its plugin, takes events as {@code POST
 * /events} with the event's id as body.
 */
final class PluginJar {
    private static final Path LIBRARIES = Path.of(System.getProperty("kheish.dist"), "lib");
    private static final String SERVICES = "META-INF/services/dev.kheish.spi.ConnectorKind";
    private static final String IMPORTS =
            "import dev.kheish.spi.*; import jakarta.json.*; import java.util.*; import java.time.*;";

    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Set<String> providers = new LinkedHashSet<>();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private final String id;

    private PluginJar(String id) {
        this.id = id;
        label("Plugin-Spi-Level", "1").label("Plugin-Id", id);
    }

    /** One without a kind. */
    static PluginJar named(String id) {
        return new PluginJar(id);
    }

    /** One that works; its answers name its version. */
    static PluginJar good(String id, String version) {
        return named(id).label("Plugin-Version", version).kind("");
    }

    PluginJar label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    PluginJar kind(String members) {
        return kind("Kind", id, members);
    }

    /** A kind; what {@code members} declares itself is left out of the rest. */
    PluginJar kind(String className, String kind, String members) {
        String version = labels.getOrDefault("Plugin-Version", "");
        StringBuilder body = new StringBuilder(members);
        addUnless(body, "String name()", "return \"" + kind + "\";");
        addUnless(
                body,
                "List<SettingSpec> settings()",
                "return List.of(SettingSpec.sessionPolicy(\"session_policy\"));");
        addUnless(
                body,
                "Connector open(Settings s, ConnectorContext c) throws ConnectorException",
                "return new Events(c, \"" + version + "\");");
        addUnless(
                body,
                "Target target(String a, Origin o) throws TargetException",
                "return Target.of(a, o, a);");
        providers.add("plugin." + className);
        source(
                "plugin.Events",
                """
                public class Events implements Connector {
                    private final ConnectorContext context;
                    private final String version;
                    public Events(ConnectorContext context, String version) {
                        this.context = context;
                        this.version = version;
                    }
                    public List<Route> routes() { return List.of(Route.post("/events", 1 << 20, this::take)); }
                    IngressReply take(IngressRequest request) throws InterruptedException {
                        request.authenticated();
                        String key = new String(request.body());
                        InboundEvent event = InboundEvent.builder("message", "tester").once(key, key).content(key).naturalSession("s-" + context.connector()).build();
                        return switch (context.submit(event)) {
                            case Receipt.Accepted accepted -> IngressReply.run(accepted.run()).withHeader("Served-By", version);
                            case Receipt.Duplicate duplicate -> IngressReply.run(duplicate.run()).withHeader("Served-By", version);
                            case Receipt receipt -> IngressReply.unavailable("busy", receipt.toString(), Duration.ofSeconds(1));
                        };
                    }
                }
                """);
        return source(
                "plugin." + className,
                "public class " + className + " implements ConnectorKind {" + body + "}");
    }

    PluginJar source(String className, String declaration) {
        String owner = className.substring(0, className.lastIndexOf('.'));
        sources.put(className, "package " + owner + "; " + IMPORTS + declaration);
        return this;
    }

    PluginJar provider(String className) {
        providers.add(className);
        return this;
    }

    /** Compiles against a class that the jar then lacks. */
    PluginJar without(String className) {
        leftOut.add(className);
        return this;
    }

    PluginJar withoutLabel() {
        labels.clear();
        return this;
    }

    /** Puts the jar there in one step, as a careful operator does. */
    Path writeTo(Path jar) {
        try {
            Files.createDirectories(jar.getParent());
            Path unfinished = jar.resolveSibling(jar.getFileName() + ".tmp");
            Files.write(unfinished, bytes());
            return Files.move(
                    unfinished,
                    jar,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        labels.forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> entry : compile().entrySet()) {
                write(out, entry.getKey().replace('.', '/') + ".class", entry.getValue());
            }
            if (!providers.isEmpty()) {
                write(out, SERVICES, String.join("\n", providers).getBytes());
            }
        }
        return bytes.toByteArray();
    }

    private static void write(JarOutputStream out, String path, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(path));
        out.write(content);
        out.closeEntry();
    }

    private static void addUnless(StringBuilder body, String signature, String code) {
        String upToName = signature.substring(0, signature.indexOf('(') + 1);
        if (body.indexOf(upToName) < 0) {
            body.append("public ").append(signature).append(" {").append(code).append("}\n");
        }
    }

    private Map<String, byte[]> compile() throws IOException {
        if (sources.isEmpty()) {
            return Map.of(); // the compiler would not take none
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
        List<Source> units =
                sources.entrySet().stream()
                        .map(each -> new Source(each.getKey(), each.getValue()))
                        .toList();
        List<String> options = List.of("-proc:none", "-nowarn", "-classpath", contract());
        try (JavaFileManager manager =
                new Memory(compiler.getStandardFileManager(null, null, null), classes)) {
            if (!compiler.getTask(null, manager, null, options, null, units).call()) {
                throw new IllegalStateException("The plugin of this test does not compile");
            }
        }
        Map<String, byte[]> kept = new LinkedHashMap<>();
        classes.forEach((name, bytes) -> kept.put(name, bytes.toByteArray()));
        leftOut.forEach(kept::remove);
        return kept;
    }

    private static String contract() throws IOException {
        try (Stream<Path> jars = Files.list(LIBRARIES)) {
            return jars.filter(PluginJar::isContract)
                    .map(Path::toString)
                    .collect(Collectors.joining(":"));
        }
    }

    private static boolean isContract(Path jar) {
        String name = jar.getFileName().toString();
        return name.startsWith("kheish-spi-") || name.startsWith("jakarta.json-api-");
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("mem:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        Memory(JavaFileManager disk, Map<String, ByteArrayOutputStream> classes) {
            super(disk);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            classes.put(className, bytes);
            return new SimpleJavaFileObject(URI.create("mem:///" + className + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
