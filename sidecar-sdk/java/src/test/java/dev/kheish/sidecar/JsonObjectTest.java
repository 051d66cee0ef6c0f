package dev.kheish.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class JsonObjectTest {
    private final JsonObject object =
            JsonObject.parse(
                    "{\"t\":\"x\",\"n\":7,\"f\":1.5,\"b\":true,\"o\":{\"a\":1},"
                            + "\"l\":[\"p\",\"q\"],\"os\":[{\"a\":1}],\"z\":null}");

    @Test
    void givesMembersByType() {
        assertThat(object.requiredText("t")).isEqualTo("x");
        assertThat(object.integer("n")).hasValue(7);
        assertThat(object.flag("b")).hasValue(true);
        assertThat(object.object("o").orElseThrow().integer("a")).hasValue(1);
        assertThat(object.texts("l")).containsExactly("p", "q");
        assertThat(object.objects("os")).hasSize(1);
    }

    @Test
    void takesNullAsAbsent() {
        for (String name : List.of("z", "missing")) {
            assertThat(object.has(name)).isFalse();
            assertThat(object.text(name)).isEmpty();
            assertThat(object.integer(name)).isEmpty();
            assertThat(object.flag(name)).isEmpty();
            assertThat(object.object(name)).isEmpty();
            assertThat(object.texts(name)).isEmpty();
            assertThat(object.objects(name)).isEmpty();
        }
    }

    @Test
    void refusesMembersOfAnotherType() {
        assertThatThrownBy(() -> object.text("n")).hasMessage("'n' is not a text.");
        assertThatThrownBy(() -> object.integer("f")).hasMessage("'f' is not a whole number.");
        assertThatThrownBy(() -> object.flag("t")).hasMessage("'t' is neither true nor false.");
        assertThatThrownBy(() -> object.object("l")).hasMessage("'l' is not an object.");
        assertThatThrownBy(() -> object.texts("os"))
                .hasMessage("'os' has an item that is not a text.");
        assertThatThrownBy(() -> object.objects("l"))
                .hasMessage("'l' has an item that is not an object.");
        assertThatThrownBy(() -> object.texts("t")).hasMessage("'t' is not a list.");
        assertThatThrownBy(() -> object.requiredText("z"))
                .isInstanceOf(JsonException.class)
                .hasMessage("'z' is missing.");
        assertThatThrownBy(() -> JsonObject.parse("[]")).hasMessage("Not a JSON object.");
    }

    @Test
    void isMadeFromPlainValuesAndCannotBeChangedAfterwards() {
        Map<String, Object> inner = new HashMap<>(Map.of("a", 1));
        JsonObject made =
                JsonObject.of(Map.of("o", inner)).with("p", JsonObject.empty().with("q", 2));

        inner.put("a", 2);

        assertThat(made.toString()).isEqualTo("{\"o\":{\"a\":1},\"p\":{\"q\":2}}");
        assertThat(made).isEqualTo(JsonObject.parse("{\"p\":{\"q\":2},\"o\":{\"a\":1}}"));
        assertThatThrownBy(() -> made.asMap().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> JsonObject.of(Map.of("x", new Object())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
