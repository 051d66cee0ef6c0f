package dev.kheish.host.run;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.asset.Assets;
import dev.kheish.host.asset.PreparedBlob;
import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.connector.LiveConnector;
import dev.kheish.host.connector.Lookup;
import dev.kheish.host.json.JakartaNodes;
import dev.kheish.host.store.Store;
import dev.kheish.spi.FetchException;
import dev.kheish.spi.FileRef;

import jakarta.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gets one file through the connector that its event came from. Safe for use by many threads. */
final class FileFetcher {
    private static final String GONE = "its connector is gone";

    private final Store store;
    private final Assets assets;
    private final ConnectorDirectory connectors;
    private final PreparationLimits limits;

    FileFetcher(
            Store store, Assets assets, ConnectorDirectory connectors, PreparationLimits limits) {
        this.store = store;
        this.assets = assets;
        this.connectors = connectors;
        this.limits = limits;
    }

    /** Tries until the file is there, no try is left, or the time is up. */
    FetchedFile fetch(@Nullable Long incarnation, String name, JsonNode locator, Duration left)
            throws InterruptedException {
        long deadline = System.nanoTime() + left.toNanos();
        String why = "there was no time left";
        for (int attempt = 1; attempt <= limits.attempts(); attempt++) {
            long remaining = deadline - System.nanoTime();
            if (remaining <= 0) {
                break;
            }
            try {
                return new FetchedFile.Stored(
                        within(remaining, () -> once(incarnation, name, locator)));
            } catch (FetchException e) {
                why = String.valueOf(e.getMessage());
                if (e.isPermanent()) {
                    break;
                }
            }
            if (attempt < limits.attempts()) {
                long pause = limits.pause().toNanos() << (attempt - 1);
                TimeUnit.NANOSECONDS.sleep(
                        Math.min(pause, Math.max(0, deadline - System.nanoTime())));
            }
        }
        return new FetchedFile.Missing(name, why);
    }

    private PreparedBlob once(@Nullable Long incarnation, String name, JsonNode locator)
            throws FetchException, InterruptedException {
        LiveConnector live = connector(incarnation);
        Optional<LiveConnector.Hold> hold = live.hold();
        if (hold.isEmpty()) {
            throw FetchException.temporary("its connector is being changed");
        }
        try (LiveConnector.Hold _ = hold.get()) {
            AssetSink sink = new AssetSink(assets, name);
            JsonObject where = JakartaNodes.toValue(locator).asJsonObject();
            live.connector().fetch(FileRef.of(name, where), sink);
            return sink.blob();
        } catch (RuntimeException e) {
            throw FetchException.temporary("the connector failed: " + e.getClass().getSimpleName());
        }
    }

    private LiveConnector connector(@Nullable Long incarnation) throws FetchException {
        if (incarnation == null) {
            throw FetchException.permanent(GONE);
        }
        Name name =
                store.read(
                                reader ->
                                        reader.one(
                                                "select kind, name from connector where seq = ?",
                                                row -> new Name(row.text(1), row.text(2)),
                                                incarnation))
                        .orElseThrow(() -> FetchException.permanent(GONE));
        return switch (connectors.findForDelivery(name.kind, name.name)) {
            case Lookup.Unknown() -> throw FetchException.permanent(GONE);
            case Lookup.Unavailable(String code, _, _) ->
                    throw FetchException.temporary("its connector is unavailable: " + code);
            case Lookup.Live(LiveConnector live) -> {
                if (live.incarnation() != incarnation) {
                    throw FetchException.permanent(GONE);
                }
                yield live;
            }
        };
    }

    /** A fetch may ignore its time; nobody waits for it longer. */
    private static PreparedBlob within(long nanos, Fetch fetch)
            throws FetchException, InterruptedException {
        FutureTask<PreparedBlob> task = new FutureTask<>(fetch::run);
        Thread thread = Thread.ofVirtual().name("fetch").start(task);
        try {
            return task.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw FetchException.temporary("it took too long");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FetchException failure) {
                throw failure;
            }
            throw FetchException.temporary("it could not be stored");
        } finally {
            thread.interrupt();
        }
    }

    /** One try. */
    @FunctionalInterface
    private interface Fetch {
        PreparedBlob run() throws FetchException, InterruptedException;
    }

    private record Name(String kind, String name) {}
}
