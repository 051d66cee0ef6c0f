package dev.kheish.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kheish.spi.Connector;
import dev.kheish.spi.Origin;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.List;

import javax.management.ObjectName;

/** Unloading is shown by garbage collection. */
final class PluginUnloadTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir Path dir;
    private TestHost host;

    @BeforeEach
    void makeFolders() {
        host = new TestHost(dir);
    }

    @Test
    void aRetiredPluginsClassesAreCollectedEvenWhileItsFaultsAreKept() throws Exception {
        try (Plugins plugins = open("")) {
            Throwable kept = useAndRetire(plugins);

            assertThat(areCollected(plugins)).isTrue();
            assertThat(kept).isInstanceOf(PluginFault.class).hasMessageContaining("plugin.Own");
        }
    }

    @Test
    void aReplacedGenerationIsCollected() throws Exception {
        try (Plugins plugins = open("")) {
            write("public int newer() { return 1; }");
            TestHost.settle(plugins);

            assertThat(TestHost.view(plugins, "gone").generation()).isEqualTo(2);
            assertThat(areCollected(plugins)).isTrue();
        }
    }

    @Test
    void aThreadThatWasLeftRunningKeepsThem() throws Exception {
        String leavesAThread =
                """
                static {
                    Thread.ofPlatform().daemon().name("left-by-gone").start(() -> {
                        try {
                            new java.util.concurrent.CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            return;
                        }
                    });
                }
                """;
        try (Plugins plugins = open(leavesAThread)) {
            useAndRetire(plugins);
            TestHost.settle(plugins);
            assertThat(plugins.unreclaimed()).isEqualTo(1);
            assertThat(keptBy(plugins, "gone"))
                    .containsExactly("thread 'left-by-gone' in plugin.Gone.lambda$static$0");

            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("left-by-gone"))
                    .forEach(Thread::interrupt);
            assertThat(areCollected(plugins)).isTrue();
        }
    }

    @Test
    void aVirtualThreadThatWasLeftRunningIsFoundToo() throws Exception {
        String leavesAThread =
                """
                static {
                    Thread.ofVirtual().name("light-by-gone").start(() -> {
                        while (System.getProperty("light-by-gone") == null) {
                            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                        }
                    });
                }
                """;
        System.clearProperty("light-by-gone");
        try (Plugins plugins = open(leavesAThread)) {
            useAndRetire(plugins);
            TestHost.settle(plugins);

            assertThat(keptBy(plugins, "gone"))
                    .containsExactly(
                            "virtual thread 'light-by-gone' in plugin.Gone.lambda$static$0");

            System.setProperty("light-by-gone", "leave");
            assertThat(areCollected(plugins)).isTrue();
        } finally {
            System.clearProperty("light-by-gone");
        }
    }

    @Test
    void whatWasRegisteredWithTheJdkIsNamed() throws Exception {
        String registers =
                """
                static {
                    try {
                        java.sql.DriverManager.registerDriver(new Driver());
                        java.security.Security.addProvider(new Provider());
                        java.lang.management.ManagementFactory.getPlatformMBeanServer().registerMBean(
                            new Bean(), new javax.management.ObjectName("gone:type=Bean"));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
                public static class Provider extends java.security.Provider {
                    public Provider() { super("GoneProvider", "1", ""); }
                }
                public interface BeanMBean {}
                public static class Bean implements BeanMBean {}
                public static class Driver implements java.sql.Driver {
                    public java.sql.Connection connect(String u, Properties p) { return null; }
                    public boolean acceptsURL(String u) { return false; }
                    public java.sql.DriverPropertyInfo[] getPropertyInfo(String u, Properties p) { return null; }
                    public int getMajorVersion() { return 1; }
                    public int getMinorVersion() { return 0; }
                    public boolean jdbcCompliant() { return false; }
                    public java.util.logging.Logger getParentLogger() { return null; }
                }
                """;
        try (Plugins plugins = open(registers)) {
            useAndRetire(plugins);
            TestHost.settle(plugins);

            assertThat(keptBy(plugins, "gone"))
                    .containsExactly(
                            "JDBC driver plugin.Gone$Driver",
                            "security provider GoneProvider",
                            "management bean gone:type=Bean");
        } finally {
            Security.removeProvider("GoneProvider");
            ManagementFactory.getPlatformMBeanServer()
                    .unregisterMBean(new ObjectName("gone:type=Bean"));
        }
    }

    @Test
    void whatWasClosedIsNotCalledKeptBeforeACollectionHasLooked() throws Exception {
        try (Plugins plugins = open("")) {
            useAndRetire(plugins);

            assertThat(plugins.unreclaimed()).isZero();
            assertThat(TestHost.view(plugins, "gone").kept()).isEmpty();
        }
    }

    @Test
    void aLookAfterAnUnloadHasTheCollectorLook() throws Exception {
        try (Plugins plugins = open("")) {
            useAndRetire(plugins);
            assertThat(plugins.unjudged()).isEqualTo(1);

            TestHost.settle(plugins);

            assertThat(inMemory(plugins)).isZero();
        }
    }

    @Test
    void aRefusedPluginIsCollectedAndWhatKeepsItIsNamedIfNot() throws Exception {
        String leavesAThread =
                "public Gone() { Thread.ofPlatform().daemon().name(\"left-by-refused\").start(() -> {"
                        + " try { Thread.sleep(1000000); } catch (InterruptedException e) { return; } });"
                        + " throw new IllegalStateException(); }";
        try (Plugins plugins = open(leavesAThread)) {
            TestHost.settle(plugins);
            assertThat(plugins.unreclaimed()).isEqualTo(1);
            assertThat(plugins.views())
                    .extracting(PluginView::state)
                    .containsExactly(PluginState.CLOSED, PluginState.REFUSED);

            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("left-by-refused"))
                    .forEach(Thread::interrupt);
            assertThat(areCollected(plugins)).isTrue();
        }
    }

    private static List<String> keptBy(Plugins plugins, String id) {
        return plugins.views().stream()
                .filter(view -> view.id().equals(id))
                .flatMap(view -> view.kept().stream())
                .findFirst()
                .orElseThrow()
                .by();
    }

    private static int inMemory(Plugins plugins) {
        return plugins.unreclaimed() + plugins.unjudged();
    }

    private Plugins open(String members) {
        write(members);
        return host.open();
    }

    private void write(String members) {
        String throwsItsOwn = "public Target target(String a, Origin o) { throw new Own(); }";
        TestPlugin.withId("gone")
                .kind("Gone", "gone", members + throwsItsOwn)
                .source("plugin.Own", "class Own extends RuntimeException {}")
                .writeTo(host.dropped().resolve("g.jar"));
    }

    // In a method of its own, so that no local variable of the test keeps the plugin alive.
    private static Throwable useAndRetire(Plugins plugins) throws Exception {
        Throwable fault;
        try (KindLease lease = plugins.lease("gone").orElseThrow();
                Connector connector = lease.kind().open(null, TestHost.nothingLent())) {
            assertThat(connector.routes()).isEmpty();
            fault = catchThrowable(() -> lease.kind().target("", Origin.CLIENT));
        }
        assertThat(plugins.retire("gone", LIMIT)).isInstanceOf(Retirement.Done.class);
        return fault;
    }

    private static boolean areCollected(Plugins plugins) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (inMemory(plugins) > 0 && System.nanoTime() < deadline) {
            plugins.scan();
            System.gc();
        }
        return inMemory(plugins) == 0;
    }
}
