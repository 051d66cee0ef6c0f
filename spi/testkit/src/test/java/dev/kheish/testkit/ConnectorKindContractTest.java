package dev.kheish.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Route;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Settings;
import dev.kheish.spi.Target;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The contract finds what it is there to find. */
final class ConnectorKindContractTest {
    @Test
    void isContentWithAKindThatKeepsIt() {
        ConnectorKindContract good = of(new Sample());

        assertThatCode(
                        () -> {
                            good.hasANameThatTheHostTakes();
                            good.describesItsSettings();
                            good.startsWithoutThreadsAndRequests();
                            good.acceptsTheSettingsOfThisTestAgainAndAgain();
                            good.opensWithoutThreadsTasksRequestsAndEvents();
                            good.opensSeveralConnectorsSideBySide();
                            good.hasRoutesThatTheHostCanServe();
                            good.answersJunkOnEveryRouteWithoutThrowing();
                            good.readsItsOwnAddressesAgain();
                            good.refusesJunkAddressesInItsOwnWords();
                            good.tellsItsStatusBeforeItIsStartedAndChecksTargets();
                            good.showsNoSecret();
                            good.closesTwiceAndWithoutHavingStarted();
                        })
                .doesNotThrowAnyException();
    }

    @Test
    void findsAKindThatNoServicesFileNames() {
        fails(of(new Sample())::isFoundByTheServiceLoader, "does not name");
    }

    @Test
    void findsBadNamesAndSettings() {
        Sample shouting = new Sample();
        shouting.name = "Shout";
        Sample twice = new Sample();
        twice.settings =
                List.of(
                        SettingSpec.string("a").describedAs("One."),
                        SettingSpec.url("a").describedAs("Two."));
        Sample silent = new Sample();
        silent.settings = List.of(SettingSpec.string("a"));
        Sample outside = new Sample();
        outside.settings =
                List.of(SettingSpec.integer("a", 9).between(1, 5).describedAs("A number."));

        fails(of(shouting)::hasANameThatTheHostTakes, "lower-case letters");
        fails(of(twice)::describesItsSettings, "twice: a");
        fails(of(silent)::describesItsSettings, "nothing of a");
        fails(of(outside)::describesItsSettings, "outside its own limits");
    }

    @Test
    void findsThreadsThatOpenStarts() {
        CountDownLatch over = new CountDownLatch(1);
        Sample busy = new Sample();
        busy.whenOpened =
                context ->
                        Thread.ofPlatform()
                                .daemon()
                                .name("left-behind")
                                .start(
                                        () -> {
                                            try {
                                                over.await();
                                            } catch (InterruptedException e) {
                                                Thread.currentThread().interrupt();
                                            }
                                        });

        fails(of(busy)::opensWithoutThreadsTasksRequestsAndEvents, "left-behind");
        over.countDown();
    }

    @Test
    void findsTasksThatOpenSpawns() {
        Sample busy = new Sample();
        busy.whenOpened = context -> context.spawn("poller", () -> {});

        fails(of(busy)::opensWithoutThreadsTasksRequestsAndEvents, "poller");
    }

    @Test
    void findsRoutesThatCannotBeServedOrThrow() {
        Sample crooked = new Sample();
        crooked.routes = List.of(Route.get("no-slash", _ -> IngressReply.badRequest("no")));
        Sample huge = new Sample();
        huge.routes = List.of(Route.post("/a", 0, _ -> IngressReply.badRequest("no")));
        Sample touchy = new Sample();
        touchy.routes =
                List.of(
                        Route.post(
                                "/a",
                                9,
                                request -> {
                                    throw new IllegalStateException("x");
                                }));

        fails(of(crooked)::hasRoutesThatTheHostCanServe, "path of GET no-slash");
        fails(of(huge)::hasRoutesThatTheHostCanServe, "body limit");
        fails(of(touchy)::answersJunkOnEveryRouteWithoutThrowing, "/a throws");
    }

    @Test
    void findsAddressesThatChangeEachTimeTheyAreRead() {
        Sample restless = new Sample();
        restless.suffix = "!";

        fails(of(restless)::readsItsOwnAddressesAgain, "normal form");
    }

    @Test
    void findsSecretsThatAreShown() {
        Sample chatty = new Sample();
        chatty.status = ConnectorStatus.degraded("The token t0p-s3cr3t is old.");

        fails(of(chatty)::showsNoSecret, "t0p-s3cr3t");
    }

    private static void fails(Step check, String message) {
        assertThatThrownBy(check::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    private static ConnectorKindContract of(ConnectorKind kind) {
        return new ConnectorKindContract() {
            @Override
            protected ConnectorKind newKind() {
                return kind;
            }

            @Override
            protected FakeContext context() {
                return super.context().secret("token", "t0p-s3cr3t");
            }

            @Override
            protected List<String> addresses() {
                return List.of("somewhere");
            }
        };
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    @FunctionalInterface
    private interface Deed {
        void with(ConnectorContext context);
    }

    private static final class Sample implements ConnectorKind {
        String name = "sample";
        String suffix = "";
        List<SettingSpec> settings = List.of(SettingSpec.string("a").describedAs("Something."));
        List<Route> routes = List.of(Route.post("/a", 9, _ -> IngressReply.badRequest("no")));
        ConnectorStatus status = ConnectorStatus.ok();
        Deed whenOpened = _ -> {};

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<SettingSpec> settings() {
            return settings;
        }

        @Override
        public Connector open(Settings given, ConnectorContext context) {
            whenOpened.with(context);
            return new Connector() {
                @Override
                public List<Route> routes() {
                    return routes;
                }

                @Override
                public ConnectorStatus status() {
                    return status;
                }
            };
        }

        @Override
        public Target target(String address, Origin origin) {
            return Target.of(address + suffix, origin, "somewhere");
        }
    }
}
