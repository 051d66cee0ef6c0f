package dev.kheish.host.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.kheish.host.asset.Assets;
import dev.kheish.host.asset.PreparedBlob;
import dev.kheish.host.asset.StoredAsset;
import dev.kheish.host.connector.ConnectorDirectory;
import dev.kheish.host.json.Json;
import dev.kheish.host.store.Store;
import dev.kheish.host.store.Tx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Fetches the files of runs that were accepted with nothing but references to them. A run waits for
 * its files, not for ever: what cannot be had becomes a note in its input. Survives a crash: what
 * was being prepared is prepared anew.
 */
public final class Preparation implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Preparation.class.getName());
    private static final int SLICE = 100;

    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore wake = new Semaphore(0);
    private final Store store;
    private final Runs runs;
    private final Assets assets;
    private final FileFetcher fetcher;
    private final PreparationLimits limits;
    private final Semaphore places;

    public Preparation(
            Store store,
            Runs runs,
            Assets assets,
            ConnectorDirectory connectors,
            PreparationLimits limits) {
        this.store = store;
        this.runs = runs;
        this.assets = assets;
        this.limits = limits;
        this.fetcher = new FileFetcher(store, assets, connectors, limits);
        this.places = new Semaphore(limits.atOnce());
        runs.onPreparing(wake::release);
    }

    /** Takes up what a crash left, and then whatever comes. */
    public void start() {
        workers.execute(this::dispatch);
    }

    /** Stops at once; the next start begins anew with what was not done. */
    @Override
    public void close() {
        workers.shutdownNow();
        workers.close();
    }

    /**
     * Runs are numbered in the order of their commits, so that none is missed behind the last seen.
     */
    private void dispatch() {
        long last = 0;
        try {
            while (true) {
                wake.drainPermits();
                List<Long> next = next(last);
                for (long run : next) {
                    places.acquire();
                    workers.execute(() -> prepareInPlace(run));
                    last = run;
                }
                if (next.size() < SLICE) {
                    wake.acquire();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Long> next(long after) {
        return store.read(
                reader ->
                        reader.list(
                                "select run from preparing where run > ? order by run limit ?",
                                row -> row.integer(1),
                                after,
                                SLICE));
    }

    private void prepareInPlace(long run) {
        try {
            prepare(run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Run row " + run + " stays in preparation", e);
        } finally {
            places.release();
        }
    }

    private void prepare(long run) throws InterruptedException {
        Optional<RunRow> found = store.read(reader -> RunRow.find(reader, run));
        if (found.isEmpty() || found.get().state() != RunState.PREPARING) {
            return;
        }
        RunRow row = found.get();
        RunInput input = RunInput.read(row.input());
        List<FetchedFile> files = fetch(row, input);
        store.write(tx -> settle(tx, run, input, files));
    }

    /** False if the run was cancelled meanwhile. */
    private boolean settle(Tx tx, long run, RunInput input, List<FetchedFile> files) {
        boolean awaited = runs.isPreparing(tx, run);
        if (awaited) {
            runs.prepared(tx, run, input.prepared(amended(tx, input, files)));
        }
        return awaited;
    }

    private List<FetchedFile> fetch(RunRow row, RunInput input) throws InterruptedException {
        long deadline = System.nanoTime() + limits.patience().toNanos();
        List<FetchedFile> files = new ArrayList<>();
        for (JsonNode file : input.files()) {
            String name = file.path("name").asText();
            if (files.size() >= limits.files()) {
                String note = "only the first " + limits.files() + " files of an event are fetched";
                files.add(new FetchedFile.Missing(name, note));
            } else {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                files.add(fetcher.fetch(row.connector(), name, file.path("locator"), left));
            }
        }
        return files;
    }

    private ArrayNode amended(Tx tx, RunInput input, List<FetchedFile> files) {
        ArrayNode items = Json.array();
        items.addAll(input.items());
        for (FetchedFile file : files) {
            switch (file) {
                case FetchedFile.Stored(PreparedBlob blob) -> {
                    StoredAsset asset = assets.add(tx, blob);
                    items.addObject()
                            .put("type", "asset_reference")
                            .put("asset_id", asset.id())
                            .put("file_name", blob.fileName())
                            .put("media_type", blob.mediaType());
                }
                case FetchedFile.Missing(String name, String why) ->
                        items.addObject()
                                .put("type", "text")
                                .put("text", "[The file '%s' is missing: %s]".formatted(name, why));
            }
        }
        return items;
    }
}
