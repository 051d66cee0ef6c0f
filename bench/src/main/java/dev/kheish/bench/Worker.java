package dev.kheish.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A worker over one connection: claims runs and completes them. For one thread. */
final class Worker implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Wire wire;
    private final String claimHead;
    private final byte[] claim;
    private final String outputs;
    private final Daemon daemon;
    private final List<Double> claimMs = new ArrayList<>();
    private final List<Double> completeMs = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    /**
     * Connects.
     *
     * @param limit how many runs to claim at once
     * @param connector whose runs, such as {@code external:bench}
     * @param outputs a JSON list that each run is completed with
     */
    Worker(Daemon daemon, int limit, String connector, String outputs) throws IOException {
        this.daemon = daemon;
        this.wire = new Wire(daemon.process().url());
        this.claimHead = daemon.head("POST", "/v1/runs/claim");
        this.claim =
                request(
                        claimHead,
                        "{\"worker\":\"bench\",\"limit\":%d,\"connectors\":[\"%s\"]}"
                                .formatted(limit, connector));
        this.outputs = outputs;
    }

    /** Claims once and completes all of it; how many runs that were. */
    int turn() throws IOException {
        long begin = System.nanoTime();
        JsonNode runs = taken(wire.exchange(claim), "A claim").path("runs");
        claimMs.add((System.nanoTime() - begin) / 1e6);
        for (JsonNode run : runs) {
            complete(run.path("run_id").asText(), run.path("lease_token").asText());
        }
        return runs.size();
    }

    private void complete(String run, String lease) throws IOException {
        byte[] request =
                request(
                        daemon.head("POST", "/v1/runs/" + run + "/complete"),
                        "{\"lease_token\":\"%s\",\"outputs\":%s}".formatted(lease, outputs));
        long begin = System.nanoTime();
        taken(wire.exchange(request), "A completion");
        completeMs.add((System.nanoTime() - begin) / 1e6);
        done.add(run);
    }

    private static JsonNode taken(Wire.Answer answer, String what) throws IOException {
        if (!answer.isTaken()) {
            throw new BenchException(
                    "%s got %d: %s".formatted(what, answer.status(), answer.body()));
        }
        return JSON.readTree(answer.body());
    }

    private static byte[] request(String head, String body) {
        return (head + body.length() + "\r\n\r\n" + body).getBytes(UTF_8);
    }

    List<Double> claimMs() {
        return claimMs;
    }

    List<Double> completeMs() {
        return completeMs;
    }

    /** Runs that it completed. */
    List<String> done() {
        return done;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
