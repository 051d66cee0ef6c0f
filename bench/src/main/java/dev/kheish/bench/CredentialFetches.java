package dev.kheish.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How long a child waits for a secret, one fetch after the other over one connection. */
record CredentialFetches(int count, double p50Ms, double p99Ms, double maxMs, double againP99Ms) {
    private static final String TOKEN = "KHEISH_EXTERNAL_CONNECTOR_CREDENTIAL_TOKEN=";

    static CredentialFetches measure(Workplace place, Path program, int count)
            throws IOException, InterruptedException {
        try (Daemon daemon = Daemon.start(place.distribution(), place.home("credentials"))) {
            daemon.post(
                    "/v1/runtime/secrets",
                    """
                    {"slot_id":"bench.key","provider":"generic","mode":"opaque_secret",
                     "state":{"value":"%s"},"updated_at_ms":1}
                    """
                            .formatted(place.keys().bearer()));
            long child =
                    IdleConnector.put(
                                    daemon,
                                    "lent",
                                    program,
                                    ",\"credential_slots\":{\"API_KEY\":\"bench.key\"}")
                            .awaitReady();
            URL url =
                    URI.create(
                                    daemon.process().url()
                                            + "/v1/connectors/external/lent/credentials/API_KEY")
                            .toURL();
            String authorization = "Bearer " + token(child);
            time(url, authorization, count); // warms up
            double[] times = time(url, authorization, count);
            double[] again = time(url, authorization, count);
            return new CredentialFetches(
                    count,
                    times[count / 2],
                    times[count * 99 / 100],
                    times[count - 1],
                    again[count * 99 / 100]);
        }
    }

    // With a client that blocks, as those of most sidecars do: one that hands every answer from
    // thread to thread would be measured, too.
    private static double[] time(URL url, String authorization, int count) throws IOException {
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            HttpURLConnection fetch = (HttpURLConnection) url.openConnection();
            fetch.setRequestProperty("Authorization", authorization);
            int status = fetch.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new BenchException("A credential fetch got " + status);
            }
            try (InputStream body = fetch.getInputStream()) {
                body.readAllBytes(); // to its end, so that the connection is used again
            }
            times[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(times);
        return times;
    }

    private static String token(long pid) throws IOException {
        return Arrays.stream(Files.readString(Path.of("/proc/" + pid + "/environ")).split("\0"))
                .filter(variable -> variable.startsWith(TOKEN))
                .map(variable -> variable.substring(TOKEN.length()))
                .findFirst()
                .orElseThrow(() -> new BenchException("The child has no credential token"));
    }
}
