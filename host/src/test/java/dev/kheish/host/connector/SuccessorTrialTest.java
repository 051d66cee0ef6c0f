package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.FieldError;
import dev.kheish.spi.Origin;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Target;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether connectors could go on with a newer generation of their kind. */
final class SuccessorTrialTest {
    @TempDir Path home;
    private Rig rig;

    @BeforeEach
    void start() throws InterruptedException {
        rig = Rig.started(home);
    }

    @AfterEach
    void stop() {
        rig.close();
        assertThat(rig.kinds.leases).as("kinds still borrowed").hasValue(0);
    }

    @Test
    void opensEveryConnectorOnTrialAndClosesItAgain() throws InterruptedException {
        rig.stored("desk", "{'allow_anonymous':true}");
        rig.stored("hall", "{'allow_anonymous':true}");
        TestConnector atWork = rig.lamp.last();
        Newer newer = new Newer();

        assertThat(objections(newer)).isEmpty();

        assertThat(newer.calls)
                .containsExactly("open desk", "closed desk", "open hall", "closed hall");
        assertThat(atWork.closes).hasValue(0);
    }

    @Test
    void namesConnectorsWhoseSettingsAreNotAccepted() throws InterruptedException {
        rig.stored("desk", "{'allow_anonymous':true,'actor_id':'a'}");
        Newer newer = new Newer();
        newer.settings = List.of(SettingSpec.bool("allow_anonymous", false));

        assertThat(objections(newer)).containsExactly("connector lamp/desk: actor_id is not known");

        newer.settings = TestKind.SPECS;
        newer.mistakes = List.of(FieldError.of("mode", "must be polling"));
        assertThat(objections(newer)).containsExactly("connector lamp/desk: mode must be polling");
        assertThat(newer.calls).isEmpty();
    }

    @Test
    void namesConnectorsThatCannotBeOpened() throws InterruptedException {
        rig.stored("desk", "{'allow_anonymous':true}");
        Newer newer = new Newer();
        newer.refusal = "It needs a newer moon.";

        assertThat(objections(newer))
                .containsExactly("connector lamp/desk: It needs a newer moon.");
    }

    @Test
    void asksPausedConnectorsForTheirSettingsOnly() throws InterruptedException {
        rig.stored("desk", "{'allow_anonymous':true}");
        rig.connectors.pause(Rig.lamp("desk"), Rig.ACTOR);
        Newer newer = new Newer();
        newer.refusal = "Never asked.";
        assertThat(objections(newer)).isEmpty();

        newer.mistakes = List.of(FieldError.of("mode", "must be polling"));
        assertThat(objections(newer)).containsExactly("connector lamp/desk: mode must be polling");
    }

    @Test
    void brokenConnectorsHaveNothingToLose() throws InterruptedException {
        rig.stored("desk", "{'allow_anonymous':true,'actor_id':'unopenable'}");
        rig.awaitState("desk", "error");
        Newer newer = new Newer();
        newer.mistakes = List.of(FieldError.of("mode", "must be polling"));

        assertThat(objections(newer)).isEmpty();
    }

    @Test
    void aKindThatIsLeftOutStopsItsConnectors() throws InterruptedException {
        assertThat(rig.kinds.check.objections("lamp", Optional.empty())).isEmpty();
        rig.stored("desk", "{'allow_anonymous':true}");

        assertThat(rig.kinds.check.objections("lamp", Optional.empty()))
                .containsExactly(
                        "it no longer offers the kind 'lamp' of lamp/desk; delete these connectors first, or remove the plugin's file");
    }

    @Test
    void kindsHearThatConnectorsChanged() throws InterruptedException {
        int before = rig.kinds.changes.get();

        rig.stored("desk", "{'allow_anonymous':true}");

        assertThat(rig.kinds.changes.get()).isGreaterThan(before);
    }

    private List<String> objections(Newer newer) {
        return rig.kinds.check.objections("lamp", Optional.of(newer));
    }

    private static final class Newer implements ConnectorKind {
        final List<String> calls = new ArrayList<>();
        List<SettingSpec> settings = TestKind.SPECS;
        List<FieldError> mistakes = List.of();
        String refusal = "";

        @Override
        public String name() {
            return "lamp";
        }

        @Override
        public List<SettingSpec> settings() {
            return settings;
        }

        @Override
        public List<FieldError> validate(Settings given) {
            return mistakes;
        }

        @Override
        public Connector open(Settings given, ConnectorContext context) throws ConnectorException {
            if (!refusal.isEmpty()) {
                throw new ConnectorException(refusal);
            }
            String name = context.connector();
            calls.add("open " + name);
            return new Connector() {
                @Override
                public void close() {
                    calls.add("closed " + name);
                }
            };
        }

        @Override
        public Target target(String address, Origin origin) {
            return Target.of(address, origin, address);
        }
    }
}
