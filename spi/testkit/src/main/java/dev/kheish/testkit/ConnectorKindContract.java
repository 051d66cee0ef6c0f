package dev.kheish.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.Origin;
import dev.kheish.spi.Route;
import dev.kheish.spi.SettingSpec;
import dev.kheish.spi.Target;
import dev.kheish.spi.TargetException;

import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the host relies on, whatever a kind is for. Extend it in the tests of your kind, say how one
 * is made and with which settings it can be opened, and add what is your kind's own.
 *
 * <pre>{@code
 * final class PagerKindTest extends ConnectorKindContract {
 *     @Override
 *     protected ConnectorKind newKind() {
 *         return new PagerKind();
 *     }
 *
 *     @Override
 *     protected MapSettings settings(ConnectorKind kind) {
 *         return MapSettings.of(kind, CONNECTOR).with("token", true);
 *     }
 *
 *     @Override
 *     protected FakeContext context() {
 *         return super.context().secret("token", "s3cr3t");
 *     }
 *
 *     @Override
 *     protected List<String> addresses() {
 *         return List.of(CONNECTOR + "/team-a");
 *     }
 * }
 * }</pre>
 */
@Timeout(30)
public abstract class ConnectorKindContract {
    /** The name of the connector that is opened. */
    protected static final String CONNECTOR = "sample";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern SETTING = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern PATH = Pattern.compile("(/([A-Za-z0-9._~-]+|\\{[a-z_]+}))*");
    private static final int LARGEST_BODY = 64 << 20;
    private static final List<String> JUNK =
            List.of("", " ", "\u0000", "{", "{}", "[]", "null", "\"\\ud800\"", "a".repeat(70_000));

    /** For subclasses. */
    protected ConnectorKindContract() {}

    /** A kind, made as the host makes it. */
    protected abstract ConnectorKind newKind();

    /** Settings that a connector of the name {@link #CONNECTOR} can be opened with. */
    protected MapSettings settings(ConnectorKind kind) {
        return MapSettings.of(kind, CONNECTOR);
    }

    /** What it is lent, with every secret that {@link #settings} say is there. */
    protected FakeContext context() {
        return new FakeContext(CONNECTOR);
    }

    /** Addresses that an operator may give as a reply target; none if the kind has none. */
    protected List<String> addresses() {
        return List.of();
    }

    @Test
    void isFoundByTheServiceLoader() {
        Class<?> expected = newKind().getClass();

        assertTrue(
                ServiceLoader.load(ConnectorKind.class).stream()
                        .anyMatch(provider -> provider.type() == expected),
                () ->
                        "META-INF/services/%s does not name %s"
                                .formatted(ConnectorKind.class.getName(), expected.getName()));
    }

    @Test
    void hasANameThatTheHostTakes() {
        ConnectorKind kind = newKind();

        assertTrue(
                NAME.matcher(kind.name()).matches(),
                "1 to 63 lower-case letters, digits and dashes, not: " + kind.name());
        assertFalse(kind.name().equals("daemon"), "the name 'daemon' is the host's own");
        assertEquals(kind.name(), kind.name(), "it changes its name");
    }

    @Test
    void describesItsSettings() {
        ConnectorKind kind = newKind();

        checkSettings("", kind.settings());
        assertEquals(
                kind.settings().toString(), kind.settings().toString(), "it changes its settings");
    }

    @Test
    void startsWithoutThreadsAndRequests() {
        ConnectorKind kind = newKind();
        FakeKindContext lent = new FakeKindContext();

        assertStartsNoThread(
                () -> {
                    kind.start(lent);
                    assertNotNull(kind.openOutput(), "openOutput");
                });
        assertEquals(List.of(), lent.egress().sent(), "requests sent by start");
    }

    @Test
    void acceptsTheSettingsOfThisTestAgainAndAgain() {
        ConnectorKind kind = started();

        assertEquals(List.of(), kind.validate(settings(kind)));
        assertEquals(List.of(), kind.validate(settings(kind)));
        assertNotNull(kind.advice(settings(kind)), "advice");
    }

    @Test
    void opensWithoutThreadsTasksRequestsAndEvents() throws Exception {
        ConnectorKind kind = started();
        FakeContext lent = context();

        assertStartsNoThread(() -> kind.open(settings(kind), lent).close());

        assertEquals(Set.of(), lent.tasks().keySet(), "tasks spawned by open");
        assertEquals(List.of(), lent.egress().sent(), "requests sent by open");
        assertEquals(List.of(), lent.submissions(), "events submitted by open");
    }

    @Test
    void opensSeveralConnectorsSideBySide() throws Exception {
        ConnectorKind kind = started();

        try (Connector one = kind.open(settings(kind), context());
                Connector two = kind.open(settings(kind), context())) {
            assertNotSame(one, two, "each connector is an object of its own");
        }
    }

    @Test
    void hasRoutesThatTheHostCanServe() throws Exception {
        Set<String> seen = new HashSet<>();
        try (Connector connector = opened()) {
            for (Route route : connector.routes()) {
                String name = route.method() + " " + route.path();
                assertTrue(PATH.matcher(route.path()).matches(), "path of " + name);
                assertTrue(seen.add(name), "twice: " + name);
                if (route.method().equals("POST")) {
                    boolean fits = route.bodyLimit() >= 1 && route.bodyLimit() <= LARGEST_BODY;
                    assertTrue(fits, "body limit of " + name + " is 1 byte to 64 MiB");
                }
            }
        }
    }

    @Test
    void answersJunkOnEveryRouteWithoutThrowing() throws Exception {
        try (Connector connector = opened()) {
            for (Route route : connector.routes()) {
                for (String body : JUNK) {
                    IngressReply reply = answer(route, body);
                    assertTrue(
                            reply.status() < 500 || reply.status() == 503,
                            () ->
                                    route.path()
                                            + " answers "
                                            + reply.status()
                                            + " to: "
                                            + cut(body));
                }
            }
        }
    }

    @Test
    void readsItsOwnAddressesAgain() throws Exception {
        ConnectorKind kind = started();
        for (String address : addresses()) {
            Target once = kind.target(address, Origin.OPERATOR);
            Target twice = kind.target(once.address(), Origin.OPERATOR);

            assertEquals(once.address(), twice.address(), "normal form of " + address);
            assertEquals(once.connector(), twice.connector(), "connector of " + address);
            assertEquals(once.lane(), twice.lane(), "lane of " + address);
            assertFalse(once.display().isBlank(), "display of " + address);
        }
    }

    @Test
    void refusesJunkAddressesInItsOwnWords() {
        ConnectorKind kind = started();
        for (String address : JUNK) {
            for (Origin origin : Origin.values()) {
                try {
                    assertNotNull(kind.target(address, origin).address());
                } catch (TargetException e) {
                    assertSaysSomething(e.getMessage(), address);
                } catch (RuntimeException e) {
                    fail(
                            "A target address may be anything, but this one throws: "
                                    + cut(address),
                            e);
                }
            }
        }
    }

    @Test
    void tellsItsStatusBeforeItIsStartedAndChecksTargets() throws Exception {
        ConnectorKind kind = started();
        try (Connector connector = kind.open(settings(kind), context())) {
            assertNotNull(connector.status(), "status");
            for (String address : addresses()) {
                Optional<String> reason = connector.check(kind.target(address, Origin.OPERATOR));
                assertEquals(Optional.empty(), reason, "check of " + address);
            }
        }
    }

    @Test
    void showsNoSecret() throws Exception {
        ConnectorKind kind = started();
        FakeContext lent = context();
        List<String> shown = new ArrayList<>();
        try (Connector connector = kind.open(settings(kind), lent)) {
            shown.add(connector.status().reason() + connector.status().details());
            shown.add(connector + " " + kind);
            for (String address : addresses()) {
                shown.add(kind.target(address, Origin.OPERATOR).display());
            }
            for (Route route : connector.routes()) {
                IngressReply reply = answer(route, "{}");
                shown.add(reply.detail() + reply.headers() + reply.json());
            }
        }
        for (String secret : lent.secrets()) {
            assertAll(shown.stream().map(text -> () -> assertFalse(text.contains(secret), text)));
        }
    }

    @Test
    void closesTwiceAndWithoutHavingStarted() throws Exception {
        Connector connector = opened();

        connector.secretsChanged(Set.of("nothing-of-this-name"));
        connector.drain();
        connector.close();
        connector.close();
    }

    private ConnectorKind started() {
        ConnectorKind kind = newKind();
        kind.start(new FakeKindContext());
        return kind;
    }

    private Connector opened() throws Exception {
        ConnectorKind kind = started();
        return kind.open(settings(kind), context());
    }

    private static IngressReply answer(Route route, String body) throws InterruptedException {
        String path = "/v1/connectors/kind/" + CONNECTOR + route.path();
        FakeRequest request =
                route.method().equals("GET") ? FakeRequest.get(path) : FakeRequest.post(path, body);
        Stream.of(route.path().split("/"))
                .filter(segment -> segment.startsWith("{"))
                .forEach(name -> request.parameter(name.substring(1, name.length() - 1), "junk"));
        try {
            IngressReply reply = route.handler().handle(request);
            assertNotNull(reply, "reply of " + route.path());
            return reply;
        } catch (IngressRefusal e) {
            return e.reply();
        } catch (RuntimeException e) {
            return fail(route.path() + " throws when it gets: " + cut(body), e);
        }
    }

    private static void checkSettings(String owner, List<SettingSpec> settings) {
        Set<String> names = new HashSet<>();
        for (SettingSpec setting : settings) {
            String name = owner + setting.name();
            assertTrue(SETTING.matcher(setting.name()).matches(), "letters_and_digits: " + name);
            assertTrue(names.add(setting.name()), "twice: " + name);
            assertFalse(setting.description().isBlank(), "operators are told nothing of " + name);
            setting.defaultValue().ifPresent(value -> checkDefault(name, setting, value));
            checkSettings(name + ".", setting.members());
        }
    }

    private static void checkDefault(String name, SettingSpec setting, JsonValue value) {
        if (value instanceof JsonNumber number) {
            boolean fits =
                    number.longValue() >= setting.min() && number.longValue() <= setting.max();
            assertTrue(fits, "default of " + name + " is outside its own limits");
        }
    }

    private static void assertStartsNoThread(Step step) {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try {
            step.run();
        } catch (Exception e) {
            fail("It throws with the settings of this test", e);
        }
        Set<Thread> started = new HashSet<>(Thread.getAllStackTraces().keySet());
        started.removeAll(before);
        started.removeIf(thread -> isOfTheJdk(thread));
        assertEquals(Set.of(), started, "threads that were started");
    }

    private static boolean isOfTheJdk(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null
                || group.getName().equals("system")
                || group.getName().equals("InnocuousThreadGroup")
                || thread.getName().startsWith("ForkJoinPool")
                || thread.getName().startsWith("junit-");
    }

    private static void assertSaysSomething(String message, String address) {
        assertFalse(message == null || message.isBlank(), "says nothing of: " + cut(address));
    }

    private static String cut(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }
}
