package dev.kheish.plugin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.Origin;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;
import dev.kheish.testkit.FakeKindContext;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.StringReader;

final class ReplyTargetTest {
    private final HttpKind kind = new HttpKind();

    ReplyTargetTest() {
        kind.start(new FakeKindContext());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://Example.com/cb?x=1|https://example.com/cb?x=1",
                " https://example.com |https://example.com",
                "{\"url\":\"https://example.com\"}|https://example.com",
                "{\"url\":\"https://example.com\",\"headers\":{}}|https://example.com",
                "{\"headers\":null,\"allow_private_network\":null,\"url\":\"https://e.com\"}"
                        + "|https://e.com",
                "{\"headers\":{\"X-Topic\":\" t \",\"X-A\":\"a\"},\"url\":\"https://e.com\"}"
                        + "|{\"url\":\"https://e.com\",\"headers\":{\"x-a\":\"a\",\"x-topic\":\"t\"}}",
                "{\"headers\":{\"x-a\":\"a\"},\"url\":\"http://localhost:8080/cb\","
                        + "\"allow_private_network\":true}"
                        + "|{\"url\":\"http://localhost:8080/cb\",\"allow_private_network\":true,"
                        + "\"headers\":{\"x-a\":\"a\"}}"
            })
    void hasOneAddressForAllThatMeansTheSame(String written, String normal) throws Exception {
        Target target = kind.target(written, Origin.OPERATOR);

        assertThat(target.address()).isEqualTo(normal);
        assertThat(kind.target(normal, Origin.OPERATOR).address()).isEqualTo(normal);
        assertThat(target.connector()).isEmpty();
        assertThat(target.lane()).isEmpty();
        assertThat(target.origin()).isEqualTo(Origin.OPERATOR);
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com/secret?token=t#f, http:https://example.com",
        "http://example.com:8080, http:http://example.com:8080",
        "https://example.com?q, http:https://example.com"
    })
    void showsNothingButTheOrigin(String url, String shown) throws Exception {
        assertThat(kind.target(url, Origin.CLIENT).display()).isEqualTo(shown);
    }

    @Test
    void letsOnlyOperatorsReachPrivateNetworks() throws Exception {
        String address = "{\"url\":\"http://127.0.0.1:9/\",\"allow_private_network\":true}";

        assertThat(kind.target(address, Origin.OPERATOR).address()).contains("127.0.0.1");
        assertThatThrownBy(() -> kind.target(address, Origin.CLIENT))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("operator");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "ftp://example.com",
                "https://user:pass@example.com",
                "http://localhost/",
                "no url",
                "{",
                "{}",
                "{\"url\":null}",
                "{\"url\":5}",
                "{\"url\":\"https://e.com\"} {}",
                "{\"url\":\"https://e.com\",\"url\":\"https://f.com\"}",
                "{\"url\":\"https://e.com\",\"allow_private_network\":\"yes\"}",
                "{\"url\":\"https://e.com\",\"headers\":[]}",
                "{\"url\":\"https://e.com\",\"headers\":{\"X-A\":1}}",
                "{\"url\":\"https://e.com\",\"headers\":{\"X A\":\"a\"}}",
                "{\"url\":\"https://e.com\",\"headers\":{\"\":\"a\"}}",
                "{\"url\":\"https://e.com\",\"headers\":{\"X-A\":\"a\\r\\nb: c\"}}",
                "{\"url\":\"https://e.com\",\"headers\":{\"X-A\":\"é\"}}",
                "{\"url\":\"https://e.com\",\"headers\":{\"X-A\":\"a\",\"x-a\":\"b\"}}",
                "{\"url\":\"https://e.com\",\"headers\":{\"Authorization\":\"a\"}}",
                "{\"url\":\"https://e.com\",\"headers\":{\"X-Forwarded-For\":\"a\"}}"
            })
    void refusesWhatCannotBeUsed(String address) {
        assertThatThrownBy(() -> kind.target(address, Origin.OPERATOR))
                .isInstanceOf(TargetException.class);
    }

    @Test
    void refusesUnknownMembersAndNamesTheNearestOne() {
        assertThatThrownBy(() -> kind.target("{\"ulr\":\"https://e.com\"}", Origin.CLIENT))
                .hasMessage("'ulr' is no known member. Did you mean 'url'?");
        assertThatThrownBy(
                        () ->
                                kind.target(
                                        "{\"type\":\"http\",\"url\":\"https://e.com\"}",
                                        Origin.CLIENT))
                .hasMessageContaining("'type' is no known member");
    }

    @Test
    void refusesAnAddressThatIsTooLongOrTooDeep() {
        String tooLong = "https://e.com/" + "p".repeat(8192 - 13);
        String deep = "{\"url\":" + "[".repeat(4000) + "]".repeat(4000) + "}";
        String endless = "{\"url\":" + "1".repeat(8000) + "}";

        assertThatThrownBy(() -> kind.target(tooLong, Origin.CLIENT))
                .hasMessageContaining("8192 bytes");
        assertThatThrownBy(() -> kind.target(deep, Origin.CLIENT)).hasMessageContaining("deep");
        assertThatThrownBy(() -> kind.target(endless, Origin.CLIENT))
                .hasMessageContaining("number");
    }

    @Test
    void readsStructuredTargets() throws Exception {
        JsonObject structured =
                object("{\"type\":\"http\",\"url\":\"https://e.com\",\"headers\":{\"X-A\":\"a\"}}");
        JsonObject odd = object("{\"type\":\"http\",\"url\":\"https://e.com\",\"address\":\"x\"}");

        assertThat(kind.target(structured, Origin.CLIENT).address())
                .isEqualTo("{\"url\":\"https://e.com\",\"headers\":{\"x-a\":\"a\"}}");
        assertThatThrownBy(() -> kind.target(odd, Origin.CLIENT))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("'address' is no known member");
    }

    private static JsonObject object(String json) {
        return Json.createReader(new StringReader(json)).readObject();
    }
}
