package dev.kheish.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How long the same sidecar takes until it can be used: started by hand, and by the daemon, in
 * turns.
 *
 * @param alone milliseconds from the start of the process to its first answer
 * @param supervised milliseconds from the daemon's answer to the PUT to the state {@code ready}
 */
record SidecarStarts(List<Double> alone, List<Double> supervised) {
    static SidecarStarts measure(Workplace place, Path program, int count)
            throws IOException, InterruptedException {
        List<Double> alone = new ArrayList<>();
        List<Double> supervised = new ArrayList<>();
        try (Daemon daemon = Daemon.start(place.distribution(), place.home("starts"))) {
            for (int i = 0; i < count + 1; i++) {
                double byHand = byHand(program);
                long begin = System.nanoTime();
                IdleConnector.put(daemon, "s" + i, program, "").awaitReady();
                double byDaemon = (System.nanoTime() - begin) / 1e6;
                if (i > 0) { // the first one warms up
                    alone.add(byHand);
                    supervised.add(byDaemon);
                }
            }
        }
        return new SidecarStarts(alone, supervised);
    }

    private static double byHand(Path program) throws IOException, InterruptedException {
        int port = IdleConnector.freePort();
        String url = "http://127.0.0.1:" + port;
        ProcessBuilder builder = new ProcessBuilder("python3", "-I", program.toString());
        builder.environment().put("KHEISH_EXTERNAL_CONNECTOR_BASE_URL", url);
        builder.environment().put("KHEISH_EXTERNAL_CONNECTOR_INSTANCE_ID", "by-hand");
        long begin = System.nanoTime();
        Process process = builder.inheritIO().start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest manifest = HttpRequest.newBuilder(URI.create(url + "/manifest")).build();
            while (!answers(client, manifest)) {
                if (!process.isAlive()) {
                    throw new BenchException("The sidecar ended by itself");
                }
                Thread.sleep(2);
            }
            return (System.nanoTime() - begin) / 1e6;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request)
            throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }
}
