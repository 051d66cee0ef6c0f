package dev.kheish.host.connector;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.DeliveryResult;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Output;
import dev.kheish.spi.RecoveryContext;
import dev.kheish.spi.SettingRole;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonValue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A kind with a setting of each type. Targets are {@code connector/lane}, or {@code open} for none;
 * those with an exclamation mark are bad.
 */
final class TestKind implements ConnectorKind {
    static final List<SettingSpec> SPECS =
            List.of(
                    SettingSpec.string("actor_id").between(0, 40),
                    SettingSpec.string("fixed_session_id").as(SettingRole.FIXED_SESSION),
                    SettingSpec.string("platform").immutable(),
                    SettingSpec.secret("token"),
                    SettingSpec.secret("signing_secret"),
                    SettingSpec.objects(
                            "team_tokens",
                            "team_id",
                            List.of(
                                    SettingSpec.string("team_id"),
                                    SettingSpec.secret("bot_token").required())),
                    SettingSpec.integer("rate", 60).between(1, 1000).as(SettingRole.INGRESS_RATE),
                    SettingSpec.integer("poll", 30).between(1, 60).raisedToMinimum(),
                    SettingSpec.bool("allow_anonymous", false),
                    SettingSpec.bool("include_self", true),
                    SettingSpec.duration("max_skew", "5m").between(1000, 3_600_000),
                    SettingSpec.oneOf("mode", List.of("webhook", "polling")),
                    SettingSpec.url("base_url"),
                    SettingSpec.strings("channels").sorted(),
                    SettingSpec.strings("hosts").lowerCase(),
                    SettingSpec.integers("chat_ids").sorted(),
                    SettingSpec.object(
                            "child",
                            List.of(
                                    SettingSpec.string("command").required(),
                                    SettingSpec.strings("args").verbatim().adminOnly(),
                                    SettingSpec.hiddenMap("env", "env_keys"),
                                    SettingSpec.slots("credential_slots", "credential_env_keys"))),
                    SettingSpec.map("labels"),
                    SettingSpec.string("greeting").verbatim().adminOnly(),
                    SettingSpec.replyTargets("extra_targets"),
                    SettingSpec.sessionPolicy("session_policy"),
                    SettingSpec.deliveryPolicy("delivery"));

    final List<TestConnector> opened = new CopyOnWriteArrayList<>();
    final AtomicInteger failingStarts = new AtomicInteger();
    final List<String> recovered = new CopyOnWriteArrayList<>();
    final AtomicInteger unrecoverable = new AtomicInteger();
    private final String name;

    TestKind(String name) {
        this.name = name;
    }

    TestConnector last() {
        return opened.getLast();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<SettingSpec> settings() {
        return SPECS;
    }

    @Override
    public List<FieldError> validate(Settings settings) {
        return settings.hasSecret("token") || settings.bool("allow_anonymous")
                ? List.of()
                : List.of(FieldError.of("token", "is needed unless allow_anonymous is true"));
    }

    @Override
    public Connector open(Settings settings, ConnectorContext context) throws ConnectorException {
        if (settings.string("actor_id").filter("unopenable"::equals).isPresent()) {
            throw new ConnectorException("It cannot be opened as unopenable.");
        }
        TestConnector connector = new TestConnector(settings, context, failingStarts);
        opened.add(connector);
        return connector;
    }

    @Override
    public void recover(RecoveryContext left) throws ConnectorException {
        recovered.add(left.connector() + " " + left.state().get("left").orElse(JsonValue.NULL));
        if (unrecoverable.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
            throw new ConnectorException("It cannot be ended.");
        }
    }

    @Override
    public Target target(String address, Origin origin) throws TargetException {
        if (address.contains("!")) {
            throw new TargetException("An address has no exclamation mark.");
        }
        if (address.equals("open")) {
            return Target.of(address, origin, "in the open");
        }
        int slash = address.indexOf('/');
        String connector = slash < 0 ? address : address.substring(0, slash);
        Target target =
                Target.of(address, origin, "shown as " + connector).withConnector(connector);
        return slash < 0 ? target : target.withLane(address.substring(slash + 1));
    }

    @Override
    public Optional<Output> openOutput() {
        return name.equals("lamp")
                ? Optional.of(_ -> DeliveryResult.rejected("just a test"))
                : Optional.empty();
    }
}
