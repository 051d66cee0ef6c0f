package dev.kheish.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.Origin;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;

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
            System.gc();
            assertThat(plugins.unreclaimed()).isEqualTo(1);

            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("left-by-gone"))
                    .forEach(Thread::interrupt);
            assertThat(areCollected(plugins)).isTrue();
        }
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
                Connector connector = lease.kind().open(null, nothingLent())) {
            assertThat(connector.routes()).isEmpty();
            fault = catchThrowable(() -> lease.kind().target("", Origin.CLIENT));
        }
        assertThat(plugins.retire("gone", LIMIT)).isInstanceOf(Retirement.Done.class);
        return fault;
    }

    private static boolean areCollected(Plugins plugins) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (plugins.unreclaimed() > 0 && System.nanoTime() < deadline) {
            System.gc();
        }
        return plugins.unreclaimed() == 0;
    }

    private static ConnectorContext nothingLent() {
        return (ConnectorContext)
                Proxy.newProxyInstance(
                        ConnectorContext.class.getClassLoader(),
                        new Class<?>[] {ConnectorContext.class},
                        (proxy, method, arguments) -> null);
    }
}
