package dev.kheish.host.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kheish.host.json.Json;
import dev.kheish.host.web.ProblemException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;

class MembersTest {
    @Test
    void readsEveryKind() {
        ObjectNode object =
                (ObjectNode)
                        Json.readStored(
                                "{\"t\":\"x\",\"n\":7,\"f\":true,\"w\":\"b\",\"l\":[\"p\",\"q\"],\"o\":{\"i\":1},\"os\":[{\"i\":2}],\"z\":null}");

        String read =
                Members.read(
                        object,
                        in ->
                                in.text("t")
                                        + in.number("n", 0, 9)
                                        + in.flag("f", false)
                                        + in.optionalWord("w", Set.of("a", "b")).orElse("?")
                                        + in.texts("l", 2)
                                        + in.optionalObject("o", o -> o.number("i", 0, 9))
                                                .orElse(-1L)
                                        + in.objects("os", 3, o -> o.number("i", 0, 9))
                                        + in.optionalText("z").isPresent());

        assertThat(read).isEqualTo("x7trueb[p, q]1[2]false");
    }

    @Test
    void namesThePlaceOfEachMistake() {
        ObjectNode object =
                (ObjectNode)
                        Json.readStored(
                                "{\"t\":\" \",\"n\":10,\"big\":1e400,\"l\":[1,\"a\",\"b\"],\"os\":[{\"j\":2},3],\"w\":\"c\",\"s\":\"ééé\"}");

        assertThatThrownBy(
                        () ->
                                Members.read(
                                        object,
                                        in -> {
                                            in.text("t");
                                            in.number("n", 0, 9);
                                            in.optionalNumber("big", 0, 9);
                                            in.texts("l", 2);
                                            in.objects("os", 3, o -> o.optionalNumber("i", 0, 9));
                                            in.optionalWord("w", Set.of("b"));
                                            in.optionalText("s", 5);
                                            return Optional.empty();
                                        }))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(
                                                e.problem()
                                                        .json()
                                                        .path("errors")
                                                        .findValuesAsText("field"))
                                        .isEqualTo(
                                                List.of(
                                                        "t", "n", "big", "l", "os[0].j", "os[1]",
                                                        "w", "s")));
    }

    @Test
    void takesNullForAbsent() {
        assertThatThrownBy(() -> Members.read(Json.object().putNull("t"), in -> in.text("t")))
                .hasMessageContaining("Member 't' is required");
    }

    @Property
    void refusesWhateverNobodyAskedFor(
            @ForAll @AlphaChars @StringLength(min = 1, max = 80) String name) {
        ObjectNode object = Json.object().put("known", 1).put(name, 1);

        if (name.equals("known")) {
            Long known = Members.read(object, in -> in.number("known", 0, 9));
            assertThat(known).isEqualTo(1);
        } else {
            assertThatThrownBy(() -> Members.read(object, in -> in.number("known", 0, 9)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("is no member of this object");
        }
    }
}
