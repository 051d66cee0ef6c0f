package dev.kheish.plugin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.Origin;
import dev.kheish.spi.TargetException;
import dev.kheish.testkit.FakeKindContext;
import dev.kheish.testkit.FakeRequest;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.List;
import java.util.stream.Collectors;

/** What holds for whatever strangers send. */
final class HttpKindPropertyTest {
    private static final List<String> REFUSED_HEADERS =
            List.of(
                    "authorization",
                    "connection",
                    "content-length",
                    "content-type",
                    "cookie",
                    "expect",
                    "forwarded",
                    "host",
                    "idempotency-key",
                    "keep-alive",
                    "proxy-authorization",
                    "proxy-connection",
                    "set-cookie",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "x-api-key",
                    "x-forwarded-",
                    "x-forwarded-for",
                    "x-forwarded-proto",
                    "x-real-ip");

    @Property(tries = 500)
    void answersAnyBytesBelow500(@ForAll byte[] body) {
        int status = TestConnector.open().send(FakeRequest.post(TestConnector.PATH, body)).status();

        assertThat(status).isBetween(200, 499);
    }

    @Property(tries = 2000)
    void answersAnyJsonBelow500(@ForAll("payloads") String body) {
        TestConnector connector =
                TestConnector.withToken().keyless().set("allow_payload_reply_targets", true);

        assertThat(connector.post(body).status()).isBetween(200, 499);
    }

    @Property(tries = 500)
    void answersAnyHeadersBelow500(
            @ForAll String authorization, @ForAll String time, @ForAll String signature) {
        TestConnector connector = TestConnector.signed().set("bearer_token", true);
        connector.context.secret("bearer_token", TestConnector.TOKEN);

        int status =
                connector
                        .send(
                                FakeRequest.post(TestConnector.PATH, "{}")
                                        .with("Authorization", authorization)
                                        .with("X-Kheish-Timestamp", time)
                                        .with("X-Kheish-Signature", signature))
                        .status();

        assertThat(status).isEqualTo(401);
    }

    @Property(tries = 500)
    void refusesHeadersInAnyCase(@ForAll("refusedHeaders") String name) {
        assertThat(HeaderRules.isAllowed(name)).isFalse();

        HttpKind kind = startedKind();
        String address = "{\"url\":\"https://e.com\",\"headers\":{\"" + name + "\":\"v\"}}";
        assertThatThrownBy(() -> kind.target(address, Origin.OPERATOR))
                .isInstanceOf(TargetException.class);
    }

    @Property(tries = 1000)
    void readsAnyAddressOrSaysWhyNot(@ForAll("addresses") String address) {
        HttpKind kind = startedKind();
        try {
            String normal = kind.target(address, Origin.CLIENT).address();

            assertThat(kind.target(normal, Origin.CLIENT).address()).isEqualTo(normal);
        } catch (TargetException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> payloads() {
        Arbitrary<String> names =
                Arbitraries.of(
                        "session_id",
                        "binding_keys",
                        "actor_id",
                        "content",
                        "input_items",
                        "attachments",
                        "metadata",
                        "reply_targets",
                        "reply_plugin",
                        "reply_address",
                        "idempotency_key",
                        "type",
                        "text",
                        "plugin",
                        "address");
        Arbitrary<String> members =
                Combinators.combine(names, json(3)).as((name, value) -> quoted(name) + ":" + value);
        return members.list()
                .ofMaxSize(4)
                .map(list -> "{" + list.stream().collect(Collectors.joining(",")) + "}");
    }

    @Provide
    Arbitrary<String> addresses() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40),
                json(2).map(value -> "{\"url\":" + value + "}"),
                json(2).map(value -> "{\"url\":\"https://e.com\",\"headers\":" + value + "}"),
                Arbitraries.strings().ofMaxLength(20).map(path -> "https://e.com/" + path));
    }

    @Provide
    Arbitrary<String> refusedHeaders() {
        return Combinators.combine(
                        Arbitraries.of(REFUSED_HEADERS), Arbitraries.integers().between(0, 1 << 20))
                .as(HttpKindPropertyTest::mixedCase);
    }

    private static Arbitrary<String> json(int depth) {
        Arbitrary<String> scalars =
                Arbitraries.oneOf(
                        Arbitraries.of("null", "true", "false", "1e99", "-0", "\"\"", "\"text\""),
                        Arbitraries.integers().map(String::valueOf),
                        Arbitraries.strings().ofMaxLength(12).map(HttpKindPropertyTest::quoted));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<String> names =
                Arbitraries.of("type", "text", "plugin", "address", "asset_id", "file_name", "x");
        Arbitrary<String> members =
                Combinators.combine(names, json(depth - 1))
                        .as((name, value) -> quoted(name) + ":" + value);
        return Arbitraries.oneOf(
                scalars,
                json(depth - 1).list().ofMaxSize(3).map(list -> "[" + String.join(",", list) + "]"),
                members.list().ofMaxSize(3).map(list -> "{" + String.join(",", list) + "}"));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> out.append("\\u%04x".formatted(c)));
        return out.append('"').toString();
    }

    private static String mixedCase(String name, int bits) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            out.append((bits >> i & 1) == 1 ? Character.toUpperCase(c) : c);
        }
        return out.toString();
    }

    private static HttpKind startedKind() {
        HttpKind kind = new HttpKind();
        kind.start(new FakeKindContext());
        return kind;
    }
}
