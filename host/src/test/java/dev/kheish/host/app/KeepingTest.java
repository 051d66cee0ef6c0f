package dev.kheish.host.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.asset.StoredAsset;
import dev.kheish.host.retention.RetentionSettings;
import dev.kheish.host.run.Claim;
import dev.kheish.host.run.OutputDraft;
import dev.kheish.host.run.Replay;
import dev.kheish.host.run.RunState;
import dev.kheish.host.settings.SettingsException;
import dev.kheish.host.settings.SettingsReader;
import dev.kheish.spi.Receipt;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What goes when, through all rooms. */
class KeepingTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final RetentionSettings SETTINGS =
            new RetentionSettings(
                    Duration.ofDays(7),
                    Duration.ofDays(10),
                    Duration.ofDays(10),
                    Duration.ofDays(10),
                    Duration.ofDays(30),
                    Duration.ofDays(10),
                    Duration.ofDays(10),
                    Duration.ofDays(300),
                    0,
                    0);

    @TempDir Path folder;
    private KeptHome home;

    @BeforeEach
    void open() throws Exception {
        home = new KeptHome(folder, SETTINGS);
        home.session("s");
    }

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void aRunIsEmptiedFirstAndForgottenWithItsReceipt() throws Exception {
        String run = run(home.submit("s", "k", "hello"));
        home.complete(home.claim("s"), OutputDraft.ofText("answer"));
        home.advance(Duration.ofDays(10).plus(HOUR));
        home.pass();

        ObjectNode view = home.rooms.runViews.find(run).orElseThrow();
        assertThat(view.path("pruned").asBoolean()).isTrue();
        assertThat(view.path("status").asText()).isEqualTo("completed");
        assertThat(view.path("session_id").asText()).isEqualTo("s");
        assertThat(view.has("outputs")).isFalse();
        assertThat(home.count("output")).isZero();
        assertThat(home.count("delivery")).isZero();
        assertThat(home.count("event")).isZero();
        assertThat(home.rooms.runs.replay(run)).isInstanceOf(Replay.Pruned.class);
        assertThat(home.submit("s", "k", "hello"))
                .isInstanceOfSatisfying(
                        Receipt.Duplicate.class,
                        known -> {
                            assertThat(known.run().runId()).isEqualTo(run);
                            assertThat(home.rooms.ingress.view(known.run()).path("status").asText())
                                    .isEqualTo("completed");
                        });
        assertThat(home.submit("s", "k", "other")).isInstanceOf(Receipt.Conflict.class);

        home.advance(Duration.ofDays(20));
        home.pass();

        assertThat(home.rooms.runViews.find(run)).isEmpty();
        assertThat(home.rooms.runs.status().counts().get(RunState.COMPLETED)).isZero();
        assertThat(home.submit("s", "k", "hello")).isInstanceOf(Receipt.Accepted.class);
        assertThat(home.count("session")).isEqualTo(1);
    }

    @Test
    void nothingUnfinishedGoesNorWhatItNeeds() throws Exception {
        home.session("s2");
        home.session("s3");
        StoredAsset asset = asset("in a queued run");
        home.submit("s", "queued", asset);
        home.submit("s", "behind", "later");
        home.submit("s2", "running", "x");
        home.submit("s3", "delivering", "x");
        home.complete(home.claim("s3"), KeptHome.undeliverable("waits"));
        Claim running = home.claim("s2");
        home.rooms.runs.output(running.lease(), KeptHome.undeliverable("so far"));

        home.advance(Duration.ofDays(200));
        home.pass();
        home.advance(Duration.ofDays(1));
        home.pass();

        assertThat(home.count("run")).isEqualTo(4);
        for (String key : List.of("behind", "running", "delivering")) {
            assertThat(home.submit("s", key, "again")).isInstanceOf(Receipt.Conflict.class);
        }
        assertThat(home.count("run where input = ''")).isZero();
        assertThat(home.count("output")).isEqualTo(2);
        assertThat(home.count("delivery where state = 0")).isEqualTo(2);
        assertThat(home.count("delivery_queue")).isEqualTo(2);
        assertThat(home.rooms.assets.find(asset.id()).orElseThrow().isIntact()).isTrue();
        assertThat(home.submit("s", "queued", asset)).isInstanceOf(Receipt.Duplicate.class);

        endAll();
        home.advance(Duration.ofDays(31));
        home.pass();

        assertThat(home.count("run")).isZero();
        assertThat(home.count("output")).isZero();
        assertThat(home.count("delivery")).isZero();
        assertThat(home.count("asset")).isZero();
        assertThat(home.count("retention_left where name <> 'connectors'")).isZero();
    }

    @Test
    void anAssetThatIsReferredToAgainStartsAnew() throws Exception {
        StoredAsset old = asset("old");
        home.advance(Duration.ofDays(9));
        home.submit("s", "k", old);
        home.complete(home.claim("s"));
        home.advance(Duration.ofDays(9));
        home.pass();

        assertThat(home.rooms.assets.find(old.id())).isPresent();

        home.advance(Duration.ofDays(2));
        home.pass();

        assertThat(home.rooms.assets.find(old.id())).isEmpty();
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        var in =
                new SettingsReader(
                        Map.of("retention", Map.of("runs", "40d", "stream", "5m", "audit", "0s")));

        RetentionSettings.from(in);

        assertThatThrownBy(in::finish)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("retention.receipts")
                .hasMessageContaining("retention.stream")
                .hasMessageContaining("at least 1h")
                .hasMessageNotContaining("retention.audit ");
    }

    private void endAll() throws Exception {
        home.rooms.store.write(
                tx -> {
                    tx.update("delete from delivery_queue");
                    return tx.update(
                            "update delivery set state = 4, settled_ms = ?", home.nowMs.get());
                });
        home.rooms.runs.start(); // collects the lease that ran out long ago
        for (String key : List.of("queued", "behind", "running")) {
            home.rooms.runs.cancel(run(home.submit("s", key, "whatever")));
        }
    }

    private StoredAsset asset(String text) throws Exception {
        return home.rooms.assets.store(
                home.rooms.assets.prepare(
                        text.getBytes(StandardCharsets.UTF_8), "text/plain", "a.txt"));
    }

    private static String run(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Accepted accepted -> accepted.run().runId();
            case Receipt.Duplicate duplicate -> duplicate.run().runId();
            case Receipt.Conflict conflict -> conflict.original().runId();
            default -> throw new AssertionError(receipt);
        };
    }
}
