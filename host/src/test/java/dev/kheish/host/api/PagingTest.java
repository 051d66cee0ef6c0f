package dev.kheish.host.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.host.web.ProblemException;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

import java.nio.charset.StandardCharsets;

class PagingTest {
    @Property
    void everyKeyComesBackFromItsCursor(@ForAll @StringLength(min = 1, max = 100) String key) {
        Assume.that(StandardCharsets.UTF_8.newEncoder().canEncode(key));

        String cursor = Paging.encode(key);

        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(Paging.decode(cursor)).isEqualTo(key);
    }

    @Property
    void aCursorIsReadOneWayOrRefused(@ForAll @StringLength(max = 30) String text) {
        try {
            assertThat(Paging.encode(Paging.decode(text))).isEqualTo(text);
        } catch (ProblemException e) {
            assertThat(e.problem().code()).isEqualTo("invalid_cursor");
        }
    }

    @Property(tries = 1)
    void refusesPaddedAndOverlongCursors() {
        assertThatThrownBy(() -> Paging.decode("YQ==")).hasMessageContaining("invalid_cursor");
        assertThatThrownBy(() -> Paging.decode("")).hasMessageContaining("invalid_cursor");
        assertThatThrownBy(() -> Paging.decode("YWFh".repeat(300)))
                .hasMessageContaining("invalid_cursor");
    }
}
