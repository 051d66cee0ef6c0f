package dev.kheish.host.web;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

import org.junit.jupiter.api.Test;

class ByteRangeTest {
    @Test
    void readsTheThreeForms() {
        assertThat(ByteRange.of("bytes=0-0", 10)).isEqualTo(new ByteRange.Part(0, 0));
        assertThat(ByteRange.of("Bytes= 3- ", 10)).isEqualTo(new ByteRange.Part(3, 9));
        assertThat(ByteRange.of("bytes=-20", 10)).isEqualTo(new ByteRange.Part(0, 9));
        assertThat(ByteRange.of("bytes=5-99999999999999999999", 10))
                .isEqualTo(new ByteRange.Part(5, 9));
    }

    @Test
    void tellsWhatIsNotThereFromWhatMakesNoSense() {
        assertThat(ByteRange.of("bytes=10-", 10)).isEqualTo(new ByteRange.Unsatisfiable());
        assertThat(ByteRange.of("bytes=-0", 10)).isEqualTo(new ByteRange.Unsatisfiable());
        assertThat(ByteRange.of("bytes=0-", 0)).isEqualTo(new ByteRange.Unsatisfiable());
        assertThat(ByteRange.of("bytes=4-3", 10)).isEqualTo(new ByteRange.Whole());
        assertThat(ByteRange.of("bytes=1-2,4-5", 10)).isEqualTo(new ByteRange.Whole());
        assertThat(ByteRange.of("bytes=-", 10)).isEqualTo(new ByteRange.Whole());
        assertThat(ByteRange.of("", 10)).isEqualTo(new ByteRange.Whole());
    }

    @Property
    void everyPartLiesWithinTheBytes(
            @ForAll @IntRange(max = 50) int first,
            @ForAll @IntRange(max = 50) int last,
            @ForAll @IntRange(max = 40) int length) {
        if (ByteRange.of("bytes=" + first + "-" + last, length) instanceof ByteRange.Part part) {
            assertThat(part.first()).isEqualTo(first);
            assertThat(part.last()).isBetween(part.first(), length - 1L);
            assertThat(part.length()).isPositive();
        } else {
            assertThat(last < first || first >= length).isTrue();
        }
    }

    @Property
    void noTextMakesItFail(@ForAll @StringLength(max = 40) String text) {
        assertThat(ByteRange.of("bytes=" + text, 10)).isNotNull();
    }
}
