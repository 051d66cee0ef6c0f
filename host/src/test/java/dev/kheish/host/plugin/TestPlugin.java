package dev.kheish.host.plugin;

import dev.kheish.spi.ConnectorKind;

import jakarta.json.JsonValue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Builds plugin jars from source text, so that their classes are on no class path of the tests. */
public final class TestPlugin {
    private static final String SERVICES = "META-INF/services/" + ConnectorKind.class.getName();

    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final List<String> providers = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private TestPlugin() {}

    public static TestPlugin withId(String id) {
        return new TestPlugin().manifest("Plugin-Spi-Level", "1").manifest("Plugin-Id", id);
    }

    /** A jar without a label. */
    static TestPlugin library() {
        return new TestPlugin();
    }

    TestPlugin manifest(String name, String value) {
        labels.put(name, value);
        return this;
    }

    /** A kind; what {@code members} declares itself is left out of the rest. */
    public TestPlugin kind(String simpleName, String kind, String members) {
        StringBuilder body = new StringBuilder(members);
        addUnless(body, "String name()", "return \"" + kind + "\";");
        addUnless(body, "List<SettingSpec> settings()", "return List.of();");
        addUnless(
                body,
                "Connector open(Settings s, ConnectorContext c) throws ConnectorException",
                "return new Connector() {};");
        addUnless(
                body,
                "Target target(String a, Origin o) throws TargetException",
                "return Target.of(a, o, a);");
        return provider("plugin." + simpleName)
                .source(
                        "plugin." + simpleName,
                        "public class " + simpleName + " implements ConnectorKind {" + body + "}");
    }

    TestPlugin provider(String className) {
        providers.add(className);
        return this;
    }

    TestPlugin source(String className, String declaration) {
        String imports =
                "import dev.kheish.spi.*; import jakarta.json.*; import java.util.*; import java.io.*;";
        String owner = className.substring(0, className.lastIndexOf('.'));
        sources.put(className, "package " + owner + "; " + imports + declaration);
        return this;
    }

    TestPlugin file(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Compiles against a class that the jar then lacks. */
    TestPlugin without(String className) {
        leftOut.add(className);
        return this;
    }

    public Path writeTo(Path jar) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        labels.forEach(manifest.getMainAttributes()::putValue);
        try {
            Files.createDirectories(jar.getParent());
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
                for (Map.Entry<String, byte[]> entry : compile().entrySet()) {
                    write(out, entry.getKey().replace('.', '/') + ".class", entry.getValue());
                }
                for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                    write(out, entry.getKey(), entry.getValue());
                }
                if (!providers.isEmpty()) {
                    String names = String.join("\n", providers);
                    write(out, SERVICES, names.getBytes(StandardCharsets.UTF_8));
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addUnless(StringBuilder body, String signature, String code) {
        String name = signature.substring(0, signature.indexOf(')'));
        if (body.indexOf(name.substring(0, name.indexOf('('))) < 0) {
            body.append("public ").append(signature).append(" {").append(code).append("}\n");
        }
    }

    private static void write(JarOutputStream out, String path, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(path));
        out.write(content);
        out.closeEntry();
    }

    private Map<String, byte[]> compile() throws IOException {
        Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
        if (sources.isEmpty()) {
            return Map.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Source> units =
                sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
        List<String> options = List.of("-proc:none", "-classpath", contract());
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

    private static String contract() {
        return locationOf(ConnectorKind.class) + File.pathSeparator + locationOf(JsonValue.class);
    }

    private static String locationOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
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
