package dev.kheish.host.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Route;
import dev.kheish.spi.RouteHandler;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class RouteTableTest {
    private static final RouteHandler HANDLER = request -> IngressReply.badRequest("unused");
    private static final List<Route> ROUTES =
            List.of(
                    Route.post("", 10, HANDLER),
                    Route.post("/events/batch", 10, HANDLER),
                    Route.get("/deliveries/{id}/assets/{asset}", HANDLER));

    @Test
    void findsByMethodAndPath() {
        assertThat(RouteTable.match(ROUTES, "POST", List.of()))
                .isEqualTo(new RouteTable.Match.Found(ROUTES.get(0), Map.of()));
        assertThat(RouteTable.match(ROUTES, "HEAD", List.of("deliveries", "d/1", "assets", "a")))
                .isEqualTo(
                        new RouteTable.Match.Found(
                                ROUTES.get(2), Map.of("id", "d/1", "asset", "a")));
    }

    @Test
    void tellsAWrongMethodFromAnUnknownPath() {
        assertThat(RouteTable.match(ROUTES, "GET", List.of("events", "batch")))
                .isEqualTo(new RouteTable.Match.WrongMethod("POST", false));
        assertThat(RouteTable.match(ROUTES, "GET", List.of("events")))
                .isEqualTo(new RouteTable.Match.NoRoute());
    }

    @Test
    void cutsPathsBeforeItDecodesThem() {
        assertThat(PathSegments.cut("/v1/connectors/lamp/a%2Fb/x%20y", 2))
                .containsExactly("lamp", "a/b", "x y");
        assertThat(PathSegments.cut("/v1/connectors/lamp/desk/", 2))
                .containsExactly("lamp", "desk");
        assertThat(PathSegments.cut("/v1/connectors/lamp/%zz", 2)).containsExactly("lamp", "%zz");
        assertThat(PathSegments.cut("/", 2)).isEmpty();
    }
}
