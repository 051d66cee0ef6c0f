package dev.kheish.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Malformed, truncated, duplicated, deep, huge and non-UTF-8 requests on every route: never a 500,
 * no trace in the store, and a connection that goes on or ends in order.
 */
class HostileInputIT {
    private static final List<String> ROUTES =
            List.of(
                    "/v1/connectors/http/closed",
                    "/v1/connectors/http/signed",
                    "/v1/connectors/http/open",
                    "/v1/connectors/http/none",
                    "/v1/connectors/none/none/x",
                    "/v1/connectors/http/",
                    "/v1/connectors//",
                    "/v1/runtime/connectors",
                    "/v1/runtime/connectors/http/closed",
                    "/v1/runtime/connectors/http/closed/pause2",
                    "/v1/runtime/kinds",
                    "/v1/runtime/plugins",
                    "/v1/runtime/secrets",
                    "/v1/runtime/secrets/x",
                    "/v1/runtime/tokens",
                    "/v1/runtime/audit",
                    "/v1/sessions",
                    "/v1/sessions/none/runs",
                    "/v1/sessions/none/reply-targets",
                    "/v1/sessions/none/bindings",
                    "/v1/runs",
                    "/v1/runs/claim",
                    "/v1/runs/run_01m855vm73dg7tcnr3ezd9xamq/complete",
                    "/v1/runs/run_01m855vm73dg7tcnr3ezd9xamq/fail",
                    "/v1/runs/run_01m855vm73dg7tcnr3ezd9xamq/output",
                    "/v1/runs/run_01m855vm73dg7tcnr3ezd9xamq/heartbeat",
                    "/v1/deliveries",
                    "/v1/deliveries/replay-bulk",
                    "/v1/deliveries/dlv_01m855vm73dg7tcnr3ezd9xamq/replay",
                    "/v1/deliveries/backpressure/reset",
                    "/v1/assets/ast_01m855vm73dg7tcnr3ezd9xamq/raw",
                    "/v1/schedules",
                    "/v1/personas/%00",
                    "/v1/events/stream?cursor=%FF",
                    "/v1/status",
                    "/healthz",
                    "/%2e%2e/%2e%2e/etc/passwd",
                    "/nope");
    private static final List<String> METHODS =
            List.of("POST", "PUT", "GET", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW");

    /** An admin may make a session without a body, and some requests here end up without one. */
    private static final AtomicInteger SESSIONS_MADE = new AtomicInteger();

    private static Path folder;
    private static DaemonProcess daemon;
    private static JsonNode before;

    @BeforeContainer
    static void start() throws Exception {
        folder = Files.createTempDirectory("kheish-hostile-");
        daemon = DaemonProcess.start(folder.resolve("home"));
        Client admin = daemon.admin();
        String sessions =
                "\"session_policy\":{\"create_if_missing\":true},\"default_binding_keys\":[\"k\"]";
        put(admin, "closed", "{\"bearer_token\":{\"value\":\"secret-one\"}," + sessions + "}");
        put(
                admin,
                "signed",
                "{\"hmac_secret\":{\"value\":\"secret-two\"},\"require_hmac_signature\":true,"
                        + sessions
                        + "}");
        put(admin, "open", "{\"allow_unauthenticated_ingress\":true," + sessions + "}");
        before = counts();
    }

    private static void put(Client admin, String name, String body) throws Exception {
        Client.Answer answer = admin.put("/v1/runtime/connectors/http/" + name, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    @AfterContainer
    static void noTraceIsLeft() throws Exception {
        try {
            assertThat(counts()).isEqualTo(before);
            assertThat(daemon.admin().get("/v1/sessions").json()).hasSize(SESSIONS_MADE.get());
            assertThat(daemon.output()).doesNotContain("secret-one").doesNotContain("secret-two");
        } finally {
            daemon.close();
        }
    }

    private static JsonNode counts() throws Exception {
        return daemon.admin().get("/v1/status").json().path("runs");
    }

    @Property(tries = 600, shrinking = ShrinkingMode.OFF)
    void strangersMeetNoServerError(@ForAll("requests") byte[] request) throws IOException {
        RawHttp.Outcome outcome = check(request);

        assertThat(outcome.status()).as(shown(request)).isNotEqualTo(201);
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void adminsMeetNoServerErrorEither(@ForAll("authorised") byte[] request) throws IOException {
        RawHttp.Outcome outcome = check(request);

        if (outcome.status() == 201) {
            assertThat(shown(request)).startsWith("POST /v1/sessions HTTP/1.1");
            SESSIONS_MADE.incrementAndGet();
        }
    }

    private static RawHttp.Outcome check(byte[] request) throws IOException {
        RawHttp.Outcome outcome = RawHttp.send(daemon.url(), request);

        String shown = shown(request);
        assertThat(outcome.usable())
                .as("connection after\n%s\ngave\n%s", shown, outcome.text())
                .isTrue();
        assertThat(outcome.text())
                .as(shown)
                .doesNotContain("HTTP/1.1 500")
                .doesNotContain("internal_error");
        if (outcome.status() >= 400) {
            assertThat(outcome.text()).as(shown).contains("application/problem+json");
        }
        return outcome;
    }

    private static String shown(byte[] request) {
        return new String(
                Arrays.copyOf(request, Math.min(400, request.length)), StandardCharsets.ISO_8859_1);
    }

    @Provide
    Arbitrary<byte[]> requests() {
        return Combinators.combine(methods(), routes(), headers(""), bodies())
                .as(HostileInputIT::request);
    }

    @Provide
    Arbitrary<byte[]> authorised() throws IOException {
        String token = "Authorization: Bearer " + daemon.adminToken() + "\r\n";
        return Combinators.combine(
                        Arbitraries.of("POST", "PUT", "PATCH"),
                        routes(),
                        headers(token),
                        brokenBodies())
                .as(HostileInputIT::request);
    }

    private static Arbitrary<String> methods() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.just("POST")),
                net.jqwik.api.Tuple.of(4, Arbitraries.of(METHODS)));
    }

    private static Arbitrary<String> routes() {
        return Arbitraries.of(ROUTES);
    }

    private static Arbitrary<String> headers(String always) {
        return Arbitraries.of(
                        "",
                        "Authorization: Bearer secret-onX\r\n",
                        "Authorization: Bearer \r\nAuthorization: Bearer x\r\n",
                        "X-Kheish-Timestamp: 1\r\nX-Kheish-Signature: v1=zz\r\n",
                        "X-Kheish-Timestamp: 99999999999999999999\r\nX-Kheish-Signature: v1="
                                + "0".repeat(64)
                                + "\r\n",
                        "Content-Type: text/plain; charset=utf-16\r\n",
                        "Content-Encoding: gzip\r\n",
                        "X-Long: " + "x".repeat(40_000) + "\r\n",
                        "X-Bad\u0000Name: 1\r\n",
                        "Host: evil.example\r\n",
                        "Origin: https://evil.example\r\n",
                        "Range: bytes=9-1\r\n",
                        "If-Match: \"\r\n",
                        "Last-Event-ID: -1\r\n")
                .map(
                        header ->
                                always.isEmpty() || !header.startsWith("Authorization")
                                        ? always + header
                                        : always);
    }

    private static Arbitrary<byte[]> bodies() {
        // "open" takes anybody's events, so what is well formed must still be refused there
        return Arbitraries.oneOf(
                brokenBodies(), Arbitraries.bytes().array(byte[].class).ofMaxSize(300));
    }

    private static Arbitrary<byte[]> brokenBodies() {
        return Arbitraries.of(
                        "",
                        "{",
                        "[]",
                        "null",
                        "\"text\"",
                        "{\"content\":\"a\",\"content\":\"b\",\"idempotency_key\":\"k\"}",
                        "{\"content\":\"a\",\"idempotency_key\":\"k\",\"surprise\":1}",
                        "{\"content\":{\"a\":1},\"idempotency_key\":\"k\"}",
                        "{\"content\":\"\\ud800\",\"idempotency_key\":\"k\"}",
                        "{\"idempotency_key\":\"k\"}",
                        "{\"content\":\"a\",\"idempotency_key\":\"" + "k".repeat(600) + "\"}",
                        "{\"content\":\"a\",\"idempotency_key\":\"k\",\"metadata\":"
                                + "[".repeat(40)
                                + "]".repeat(40)
                                + "}",
                        "{\"content\":\"a\",\"idempotency_key\":\"k\",\"metadata\":{\"http_ingress_key\":1}}",
                        "{\"content\":\"a\",\"idempotency_key\":\"k\",\"reply_targets\":[{\"plugin\":\"http\",\"address\":\"http://127.0.0.1/\"}]}",
                        "{\"a\":".repeat(2000) + "1" + "}".repeat(2000),
                        "{\"n\":1e999999999}",
                        "{\"n\":" + "9".repeat(5000) + "}",
                        "\u0000\u0001\u0002")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .flatMap(HostileInputIT::framings);
    }

    /** The same bytes, whole or damaged on the way; the first bytes tell how they are framed. */
    private static Arbitrary<byte[]> framings(byte[] body) {
        return Arbitraries.of(
                        "whole",
                        "chunked",
                        "badChunk",
                        "short",
                        "long",
                        "twoLengths",
                        "huge",
                        "utf8")
                .map(framing -> frame(framing, body));
    }

    private static byte[] frame(String framing, byte[] body) {
        return switch (framing) {
            case "chunked" ->
                    concat(
                            "Transfer-Encoding: chunked\r\n\r\n"
                                    + Integer.toHexString(body.length)
                                    + "\r\n",
                            body,
                            body.length == 0 ? "\r\n" : "\r\n0\r\n\r\n");
            case "badChunk" -> concat("Transfer-Encoding: chunked\r\n\r\nzz\r\n", body, "");
            case "short" ->
                    concat(
                            "Content-Length: " + Math.max(0, body.length - 3) + "\r\n\r\n",
                            body,
                            "");
            case "long" ->
                    concat("Content-Length: " + (body.length + 5_000) + "\r\n\r\n", body, "");
            case "twoLengths" ->
                    concat(
                            "Content-Length: 3\r\nContent-Length: " + body.length + "\r\n\r\n",
                            body,
                            "");
            case "huge" -> concat("Content-Length: 99999999999\r\n\r\n", body, "");
            case "utf8" ->
                    concat(
                            "Content-Length: " + (body.length + 2) + "\r\n\r\n",
                            body,
                            "\u00c3\u0028");
            default -> concat("Content-Length: " + body.length + "\r\n\r\n", body, "");
        };
    }

    private static byte[] request(String method, String path, String headers, byte[] framedBody) {
        boolean framed =
                startsWith(framedBody, "Content-Length")
                        || startsWith(framedBody, "Transfer-Encoding");
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
        return framed
                ? concat(head, framedBody, "")
                : concat(
                        head + "Content-Length: " + framedBody.length + "\r\n\r\n", framedBody, "");
    }

    private static boolean startsWith(byte[] bytes, String text) {
        byte[] prefix = text.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= prefix.length
                && Arrays.equals(Arrays.copyOf(bytes, prefix.length), prefix);
    }

    private static byte[] concat(String head, byte[] body, String tail) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        out.writeBytes(tail.getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }
}
