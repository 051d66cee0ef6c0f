package dev.kheish.plugin.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.Origin;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyRouteTest {
    private static final String ADDRESS = "{\"connector\":\"demo\",\"route\":\"{\\\"room\\\":1}\"}";

    private final Edge edge = new Edge();

    @Test
    void readsARawHandleInAnyOrderAndWritesItInOne() throws Exception {
        Target target =
                edge.kind.target(
                        " { \"route\" : \"{\\\"room\\\":1}\", \"connector\" : \" demo \" } ",
                        Origin.CLIENT);

        assertThat(target.address()).isEqualTo(ADDRESS);
        assertThat(target.connector()).contains("demo");
        assertThat(target.origin()).isEqualTo(Origin.CLIENT);
        assertThat(edge.kind.target(ADDRESS, Origin.CLIENT).address()).isEqualTo(ADDRESS);
    }

    @Test
    void readsAStructuredTarget() throws Exception {
        Target target =
                edge.kind.target(
                        Edge.json(
                                "{\"type\":\"external\",\"connector\":\"demo\",\"route\":\"{\\\"room\\\":1}\"}"),
                        Origin.OPERATOR);

        assertThat(target.address()).isEqualTo(ADDRESS);
        assertThat(target.origin()).isEqualTo(Origin.OPERATOR);
    }

    @Test
    void staysInTheLaneOfItsSessionAndShowsNobody() throws Exception {
        Target target = edge.kind.target(ADDRESS, Origin.CLIENT);

        assertThat(target.lane()).isEmpty();
        assertThat(target.display()).isEqualTo("external:demo");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "demo",
                "[]",
                "{}",
                "{\"connector\":\"demo\"}",
                "{\"route\":\"r\"}",
                "{\"connector\":\"demo\",\"route\":\" \"}",
                "{\"connector\":\" \",\"route\":\"r\"}",
                "{\"connector\":\"demo\",\"route\":{}}",
                "{\"connector\":\"demo\",\"route\":\"r\",\"allow_private_network\":true}",
                "{\"connector\":\"demo\",\"route\":\"r\",\"route\":\"s\"}",
                "{\"connector\":\"demo\",\"route\":\"r\"} x"
            })
    void refusesWhatIsNoRoute(String address) {
        assertThatThrownBy(() -> edge.kind.target(address, Origin.OPERATOR))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("Write {\"connector\":");
    }

    @Test
    void refusesALongRoute() throws Exception {
        String fits = "é".repeat(4096);

        assertThat(edge.kind.target(address(fits), Origin.CLIENT).address()).contains(fits);
        assertThatThrownBy(() -> edge.kind.target(address(fits + "x"), Origin.CLIENT))
                .hasMessageContaining("longer than 8192 bytes");
    }

    private static String address(String route) {
        return "{\"connector\":\"demo\",\"route\":\"" + route + "\"}";
    }
}
