package dev.kheish.host.plugin;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.KindContext;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Output;
import dev.kheish.spi.RecoveryContext;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonObject;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** The only door from the host into a kind. Safe for use by many threads. */
final class IsolatedKind implements ConnectorKind {
    private final ConnectorKind kind;
    private final Isolation in;
    private final String name;
    private final List<SettingSpec> settings;
    private volatile @Nullable Output output;

    /** Asks for name and settings, once, so that they cannot change under us. */
    IsolatedKind(ConnectorKind kind, ClassLoader loader) {
        this(kind, loader, Patience.USUAL);
    }

    IsolatedKind(ConnectorKind kind, ClassLoader loader, Patience patience) {
        Isolation nameless = new Isolation(kind.getClass().getName(), loader, patience);
        this.kind = kind;
        this.name = nameless.promptly("name", kind::name);
        this.in = new Isolation(name, loader, patience);
        List<SettingSpec> given = in.promptly("settings", kind::settings);
        this.settings = in.call("settings", () -> List.copyOf(given));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<SettingSpec> settings() {
        return settings;
    }

    @Override
    public List<FieldError> validate(Settings settings) {
        return in.promptly("validate", () -> List.copyOf(kind.validate(settings)));
    }

    @Override
    public List<FieldError> advice(Settings settings) {
        return in.promptly("advice", () -> List.copyOf(kind.advice(settings)));
    }

    @Override
    public void start(KindContext context) {
        KindContext lent = new IsolatedKindContext(context);
        in.runPromptly("start", () -> kind.start(lent));
        Optional<Output> opened = in.promptly("openOutput", kind::openOutput);
        output = opened.map(found -> new IsolatedOutput(found, in)).orElse(null);
    }

    @Override
    public Connector open(Settings settings, ConnectorContext context) throws ConnectorException {
        ConnectorContext lent = new IsolatedContext(context, in);
        try {
            Connector opened =
                    in.promptly(
                            "open",
                            ConnectorException.class,
                            () -> kind.open(settings, lent),
                            late -> new IsolatedConnector(late, in).close());
            return new IsolatedConnector(opened, in);
        } catch (ConnectorException e) {
            throw IsolatedConnector.withoutPluginTypes("open", e, in);
        }
    }

    @Override
    public void recover(RecoveryContext left) throws ConnectorException {
        try {
            in.run("recover", ConnectorException.class, () -> kind.recover(left));
        } catch (ConnectorException e) {
            throw IsolatedConnector.withoutPluginTypes("recover", e, in);
        }
    }

    @Override
    public Target target(String address, Origin origin) throws TargetException {
        return in.call("target", TargetException.class, () -> kind.target(address, origin));
    }

    @Override
    public Target target(JsonObject structured, Origin origin) throws TargetException {
        return in.call("target", TargetException.class, () -> kind.target(structured, origin));
    }

    /** What the kind said when it was started; it is not asked again. */
    @Override
    public Optional<Output> openOutput() {
        return Optional.ofNullable(output);
    }
}
