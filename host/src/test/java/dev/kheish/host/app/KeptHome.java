package dev.kheish.host.app;

import dev.kheish.host.asset.StoredAsset;
import dev.kheish.host.connector.StoredTarget;
import dev.kheish.host.retention.RetentionSettings;
import dev.kheish.host.run.Claim;
import dev.kheish.host.run.ClaimRequest;
import dev.kheish.host.run.OutputDraft;
import dev.kheish.host.session.NewSession;
import dev.kheish.host.session.Session;
import dev.kheish.host.settings.SettingsReader;
import dev.kheish.spi.InboundEvent;
import dev.kheish.spi.InputItem;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Receipt;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** All rooms on a real home, under a clock that the test moves. */
final class KeptHome implements AutoCloseable {
    final AtomicLong nowMs = new AtomicLong(1_750_000_000_000L);
    final Rooms rooms;
    private final RetentionSettings settings;
    private final Clock clock = new MovedClock();
    private final Lifecycle parts = new Lifecycle();

    KeptHome(Path folder, RetentionSettings settings) throws Exception {
        this.settings = settings;
        DaemonSettings all =
                DaemonSettings.from(
                        new SettingsReader(Map.of()),
                        folder,
                        new DaemonSettings.Overrides("127.0.0.1", 0));
        Home home = Home.open(folder.resolve("home"));
        parts.owes("home", home::close);
        rooms =
                new Rooms(
                        all,
                        home,
                        home.plugins(),
                        Map.of(),
                        clock,
                        () -> "http://127.0.0.1:1",
                        parts);
    }

    void pass() throws InterruptedException {
        new Keeping(rooms, settings, clock).retention().pass();
    }

    void advance(Duration by) {
        nowMs.addAndGet(by.toMillis());
    }

    void session(String id) throws InterruptedException {
        rooms.sessionControl.create(new NewSession(id, null, null, Session.Terms.NONE));
    }

    Receipt submit(String session, String key, StoredAsset asset) {
        return rooms.ingress.submit(
                InboundEvent.builder("test", "somebody")
                        .once(key, asset.id())
                        .session(session)
                        .items(List.of(InputItem.assetReference(asset.id())))
                        .build());
    }

    Receipt submit(String session, String key, String content) {
        return rooms.ingress.submit(
                InboundEvent.builder("test", "somebody")
                        .once(key, content)
                        .session(session)
                        .content(content)
                        .build());
    }

    /** Borrows the run at the head of a session. */
    Claim claim(String session) throws InterruptedException {
        List<Claim> claims =
                rooms.runs.claim(
                        new ClaimRequest(
                                "w",
                                "",
                                1,
                                Duration.ZERO,
                                Duration.ofMinutes(10),
                                null,
                                List.of(session)));
        if (claims.isEmpty()) {
            throw new AssertionError("Nothing could be claimed");
        }
        return claims.getFirst();
    }

    void complete(Claim claim, OutputDraft... outputs) throws InterruptedException {
        rooms.runs.complete(claim.lease(), List.of(outputs));
    }

    /** An output to a place that no loaded kind reaches: its delivery waits. */
    static OutputDraft undeliverable(String text) {
        return new OutputDraft(
                OutputDraft.ofText(text).body(),
                null,
                List.of(new StoredTarget("absent", "x", Origin.OPERATOR, "x", "gone", null)));
    }

    long count(String table) {
        return rooms.store.read(reader -> reader.number("select count(*) from " + table, 0));
    }

    @Override
    public void close() {
        parts.close();
    }

    private final class MovedClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(nowMs.get());
        }
    }
}
