package dev.kheish.plugin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Route;
import dev.kheish.spi.SettingRole;
import dev.kheish.spi.SettingSpec;
import dev.kheish.testkit.FakeContext;
import dev.kheish.testkit.MapSettings;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.ServiceLoader;

final class HttpKindTest {
    private final HttpKind kind = new HttpKind();

    @Test
    void isFoundAsAService() {
        List<String> names =
                ServiceLoader.load(ConnectorKind.class).stream()
                        .map(provider -> provider.get().name())
                        .toList();

        assertThat(names).containsExactly("http");
    }

    @Test
    void describesEverySettingToOperators() {
        assertThat(kind.settings())
                .extracting(SettingSpec::name)
                .containsExactlyInAnyOrder(
                        "fixed_session_id",
                        "actor_id",
                        "bearer_token",
                        "hmac_secret",
                        "allow_unauthenticated_ingress",
                        "require_hmac_signature",
                        "signature_max_age_secs",
                        "require_idempotency_key",
                        "ingress_events_per_second",
                        "allow_payload_reply_targets",
                        "default_reply_targets",
                        "default_binding_keys",
                        "session_policy");
        assertThat(kind.settings())
                .allSatisfy(setting -> assertThat(setting.description()).endsWith("."));
    }

    @Test
    void givesRolesToWhatTheHostActsOn() {
        assertThat(setting("fixed_session_id").role()).isEqualTo(SettingRole.FIXED_SESSION);
        assertThat(setting("default_reply_targets").role()).isEqualTo(SettingRole.REPLY_TARGETS);
        assertThat(setting("session_policy").role()).isEqualTo(SettingRole.SESSION_POLICY);
        assertThat(setting("ingress_events_per_second").role()).isEqualTo(SettingRole.INGRESS_RATE);
    }

    @Test
    void refusesARateOfZeroAndASignatureAgeBeyondAnHour() {
        SettingSpec rate = setting("ingress_events_per_second");
        SettingSpec age = setting("signature_max_age_secs");

        assertThat(rate.min()).isEqualTo(1);
        assertThat(rate.isRaisedToMinimum()).isFalse();
        assertThat(List.of(age.min(), age.max())).containsExactly(1L, 3600L);
    }

    @Test
    void wantsSomeWayToKnowItsSenders() {
        assertThat(mistakes(settings())).containsExactly("bearer_token");
        assertThat(mistakes(settings().with("hmac_secret", true))).containsExactly("bearer_token");
        assertThat(mistakes(settings().with("bearer_token", true))).isEmpty();
        assertThat(mistakes(settings().with("allow_unauthenticated_ingress", true))).isEmpty();
        assertThat(
                        mistakes(
                                settings()
                                        .with("hmac_secret", true)
                                        .with("require_hmac_signature", true)))
                .isEmpty();
    }

    @Test
    void tellsAllMistakesAtOnce() {
        MapSettings settings =
                settings()
                        .with("require_hmac_signature", true)
                        .with("require_idempotency_key", false)
                        .with("actor_id", "é".repeat(300))
                        .with("default_binding_keys", List.of("a", "b".repeat(1025)));

        assertThat(mistakes(settings))
                .containsExactly(
                        "hmac_secret",
                        "require_idempotency_key",
                        "actor_id",
                        "default_binding_keys[1]");
    }

    @Test
    void takesPostsOfTwoMebibytesAtItsOwnAddress() {
        Route route = kind.open(settings(), new FakeContext("inbox")).routes().getFirst();

        assertThat(route.method()).isEqualTo("POST");
        assertThat(route.path()).isEmpty();
        assertThat(route.bodyLimit()).isEqualTo(2_097_152);
    }

    @Test
    void readsNoTargetBeforeItWasStarted() {
        assertThatIllegalStateException()
                .isThrownBy(() -> kind.target("https://example.com", Origin.CLIENT));
    }

    private List<String> mistakes(MapSettings settings) {
        return kind.validate(settings).stream().map(FieldError::field).toList();
    }

    private MapSettings settings() {
        return MapSettings.of(kind, "inbox");
    }

    private SettingSpec setting(String name) {
        return kind.settings().stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
