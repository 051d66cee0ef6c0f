package dev.kheish.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.Origin;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

final class PluginLeaseTest {
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration PATIENT = Duration.ofSeconds(20);

    // A class that is loaded late: it cannot be found any more once the jar is closed.
    private static final String NEEDS_ITS_JAR =
            "public Target target(String a, Origin o) { return Target.of(a, o, new Late().word()); }";

    @TempDir Path dir;
    private TestHost host;

    @BeforeEach
    void makeFolders() {
        host = new TestHost(dir);
        TestPlugin.withId("p")
                .kind("P", "p", NEEDS_ITS_JAR)
                .source("plugin.Late", "class Late { String word() { return \"works\"; } }")
                .writeTo(host.dropped().resolve("p.jar"));
    }

    @Test
    void aRetiredPluginServesItsBorrowersUntilTheLastOneHasLeft() throws Exception {
        try (Plugins plugins = host.open()) {
            KindLease lease = plugins.lease("p").orElseThrow();
            KindLease other = plugins.lease("p").orElseThrow();

            assertThat(plugins.retire("p", AT_ONCE)).isEqualTo(new Retirement.StillInUse(2));
            assertThat(plugins.lease("p")).isEmpty();
            assertThat(TestHost.view(plugins, "p").state()).isEqualTo(PluginState.DRAINING);
            assertThat(lease.kind().target("", Origin.CLIENT)).hasToString("works");

            other.close();
            other.close();
            assertThat(plugins.retire("p", AT_ONCE)).isEqualTo(new Retirement.StillInUse(1));

            lease.close();
            assertThat(TestHost.view(plugins, "p").state()).isEqualTo(PluginState.CLOSED);
            assertThatThrownBy(lease::kind).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void retiringWaitsForTheLastLease() throws Exception {
        try (Plugins plugins = host.open()) {
            KindLease lease = plugins.lease("p").orElseThrow();
            plugins.onChange(change -> Thread.ofVirtual().start(lease::close));

            Retirement retirement = plugins.retire("p", PATIENT);

            assertThat(retirement).isInstanceOf(Retirement.Done.class);
        }
    }

    @Test
    void aPluginThatNobodyHasIsUnknown() throws Exception {
        try (Plugins plugins = host.open()) {
            assertThat(plugins.retire("q", AT_ONCE)).isEqualTo(new Retirement.Unknown());
        }
    }

    @Test
    void retiringAgainLeavesTheSuccessorAlone() throws Exception {
        try (Plugins plugins = host.open();
                KindLease _ = plugins.lease("p").orElseThrow()) {
            plugins.retire("p", AT_ONCE);
            TestPlugin.withId("successor")
                    .kind("P", "p", "")
                    .writeTo(host.dropped().resolve("q.jar"));
            TestHost.settle(plugins);

            assertThat(plugins.retire("p", AT_ONCE)).isEqualTo(new Retirement.StillInUse(1));

            assertThat(plugins.lease("p").map(KindLease::pluginId)).contains("successor");
        }
    }

    @Test
    void nobodyLosesAKindThatTheyHoldWhileItIsRetired() throws Exception {
        try (Plugins plugins = host.open()) {
            AtomicInteger served = new AtomicInteger();
            AtomicBoolean retired = new AtomicBoolean();
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            List<Thread> borrowers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                borrowers.add(
                        Thread.ofPlatform()
                                .start(
                                        () ->
                                                borrowUntilRefused(
                                                        plugins, served, retired, failures)));
            }
            long deadline = System.nanoTime() + PATIENT.toNanos();
            while (served.get() < 1000 && failures.isEmpty() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }

            Retirement retirement = plugins.retire("p", PATIENT);
            retired.set(true);
            for (Thread borrower : borrowers) {
                borrower.join();
            }

            assertThat(failures).isEmpty();
            assertThat(served.get()).isGreaterThanOrEqualTo(1000);
            assertThat(retirement).isInstanceOf(Retirement.Done.class);
        }
    }

    private static void borrowUntilRefused(
            Plugins plugins,
            AtomicInteger served,
            AtomicBoolean retired,
            ConcurrentLinkedQueue<Throwable> failures) {
        try {
            while (true) {
                boolean late = retired.get();
                Optional<KindLease> borrowed = plugins.lease("p");
                if (borrowed.isEmpty()) {
                    return;
                }
                try (KindLease lease = borrowed.get()) {
                    assertThat(late).isFalse();
                    assertThat(lease.kind().target("", Origin.CLIENT)).hasToString("works");
                    served.incrementAndGet();
                }
            }
        } catch (Throwable e) {
            failures.add(e);
        }
    }
}
