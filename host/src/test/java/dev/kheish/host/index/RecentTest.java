package dev.kheish.host.index;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

class RecentTest {
    private final Recent<String, Integer> recent = new Recent<>(3);

    @Test
    void whatWasAskedForOutlivesWhatWasNot() {
        recent.put("a", 1);
        recent.put("b", 2);
        recent.put("c", 3);
        recent.get("a");
        recent.put("d", 4);

        assertThat(recent.get("a")).isEqualTo(1);
        assertThat(recent.get("b")).isNull();
        assertThat(recent.get("c")).isEqualTo(3);
        assertThat(recent.get("d")).isEqualTo(4);
    }

    @Test
    void makesRoomAlsoWhenEverythingWasAskedFor() {
        List.of("a", "b", "c").forEach(key -> recent.put(key, 1));
        List.of("a", "b", "c").forEach(recent::get);
        recent.put("d", 4);

        assertThat(recent.size()).isEqualTo(3);
        assertThat(recent.get("d")).isEqualTo(4);
        assertThat(recent.get("a")).isNull();
    }

    @Test
    void aKeyThatComesAgainAfterItWasForgottenIsNotTakenForTheOldOne() {
        recent.put("a", 1);
        recent.remove("a");
        recent.put("a", 2);
        recent.put("b", 3);
        recent.put("c", 4); // takes the place that the first one left

        assertThat(recent.get("a")).isEqualTo(2);
        assertThat(recent.get("b")).isEqualTo(3);
        assertThat(recent.get("c")).isEqualTo(4);
    }

    @Test
    void replacesOnlyWhatIsRemembered() {
        recent.replace("a", 1);
        recent.put("b", 2);
        recent.replace("b", 3);

        assertThat(recent.get("a")).isNull();
        assertThat(recent.get("b")).isEqualTo(3);
    }

    @Test
    void forgetsByValue() {
        recent.put("a", 1);
        recent.put("b", 2);
        recent.removeIf(value -> value == 1);

        assertThat(recent.get("a")).isNull();
        assertThat(recent.get("b")).isEqualTo(2);
    }

    @Test
    void isEmptyAfterClearing() {
        List.of("a", "b", "c", "d").forEach(key -> recent.put(key, 1));
        recent.clear();

        assertThat(recent.size()).isZero();
        List.of("a", "b", "c").forEach(key -> recent.put(key, 2));
        assertThat(recent.size()).isEqualTo(3);
    }

    /** It may forget, but it never remembers anything else than what was last said. */
    @Property
    void neverTellsAnythingOldAndNeverGrows(
            @ForAll @IntRange(min = 1, max = 5) int capacity,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 39) Integer> steps) {
        Recent<Integer, Integer> tried = new Recent<>(capacity);
        Map<Integer, Integer> model = new HashMap<>();
        int value = 0;
        for (int step : steps) {
            int key = step % 8;
            value++;
            switch (step / 8) {
                case 0 -> {
                    tried.remove(key);
                    model.remove(key);
                }
                case 1 -> {
                    tried.replace(key, value);
                    model.replace(key, value);
                }
                case 2, 3 -> {
                    tried.put(key, value);
                    model.put(key, value);
                    assertThat(tried.get(key)).isEqualTo(value);
                }
                default -> {
                    Integer found = tried.get(key);
                    assertThat(found == null || found.equals(model.get(key))).isTrue();
                }
            }
            assertThat(tried.size()).isLessThanOrEqualTo(capacity);
        }
    }
}
