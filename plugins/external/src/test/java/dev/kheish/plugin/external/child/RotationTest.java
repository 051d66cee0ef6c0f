package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Set;

final class RotationTest {
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Set<String> SLOT = Set.of("child_process.credential_slots.API_KEY");

    private long now = -5; // such a clock may start anywhere
    private final Rotation rotation = new Rotation(true, WINDOW, () -> now);

    @Test
    void waitsForMoreButNotLongerThanFromTheFirst() {
        rotation.changed(SLOT);
        now += Duration.ofMillis(1500).toNanos();
        rotation.changed(SLOT);

        assertThat(rotation.isDue()).isFalse();
        assertThat(rotation.dueWithin(MINUTE)).isEqualTo(Duration.ofMillis(500));

        now += Duration.ofMillis(500).toNanos();
        assertThat(rotation.isDue()).isTrue();
        assertThat(rotation.dueWithin(MINUTE)).isZero();
    }

    @Test
    void isOverWhenSomebodyReadTheNewValues() {
        rotation.changed(SLOT);
        rotation.clear();
        now += MINUTE.toNanos();

        assertThat(rotation.isDue()).isFalse();
        assertThat(rotation.dueWithin(MINUTE)).isEqualTo(MINUTE);
    }

    @Test
    void caresAboutSlotsOnlyWhenItShould() {
        Rotation keeping = new Rotation(false, Duration.ZERO, () -> now);

        keeping.changed(SLOT);
        assertThat(keeping.isDue()).isFalse();

        keeping.changed(Set.of("shared_token"));
        assertThat(keeping.isDue()).isTrue();
    }

    @Test
    void doesNotCareAboutOtherSettings() {
        rotation.changed(Set.of("something_else"));
        now += MINUTE.toNanos();

        assertThat(rotation.isDue()).isFalse();
    }
}
