package dev.kheish.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

class RowIdTest {
    private static final String PREFIX = "run_";

    @Property
    void textLeadsBackToTheRow(
            @ForAll @LongRange(min = 0, max = (1L << 48) - 1) long atMs,
            @ForAll @LongRange(min = 1, max = (1L << 40) - 1) long seq) {
        RowId id = RowId.of(atMs, seq);

        assertThat(RowId.parse(PREFIX, id.text(PREFIX))).contains(id);
    }

    @Property
    void readsAnythingWithoutFailing(@ForAll String text) {
        RowId.parse(PREFIX, PREFIX + text)
                .ifPresent(id -> assertThat(id.text(PREFIX)).isEqualTo(PREFIX + text));
    }

    @Test
    void laterIdsSortBehindEarlierOnes() {
        assertThat(RowId.of(1_700_000_000_001L, 5).text(PREFIX))
                .isGreaterThan(RowId.of(1_700_000_000_000L, 6).text(PREFIX));
    }

    @Test
    void neighboursDoNotTellTheirNumbers() {
        Set<String> numberParts = new HashSet<>();

        for (int i = 0; i < 1000; i++) {
            numberParts.add(RowId.of(1_700_000_000_000L, 7).text("").substring(10, 18));
        }

        assertThat(numberParts).hasSizeGreaterThan(990);
    }
}
