package dev.kheish.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kheish.spi.Connector;
import dev.kheish.spi.ConnectorContext;
import dev.kheish.spi.ConnectorException;
import dev.kheish.spi.ConnectorKind;
import dev.kheish.spi.ConnectorStatus;
import dev.kheish.spi.Egress;
import dev.kheish.spi.FetchException;
import dev.kheish.spi.IngressRefusal;
import dev.kheish.spi.IngressReply;
import dev.kheish.spi.KindContext;
import dev.kheish.spi.Leases;
import dev.kheish.spi.Output;
import dev.kheish.spi.Route;
import dev.kheish.spi.RouteHandler;
import dev.kheish.spi.Submission;

import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

final class IsolationTest {
    private static final Map<Class<?>, Class<?>> DOORS =
            Map.of(
                    ConnectorKind.class, IsolatedKind.class,
                    Connector.class, IsolatedConnector.class,
                    Output.class, IsolatedOutput.class,
                    RouteHandler.class, IsolatedHandler.class,
                    IngressReply.Content.class, IsolatedContent.class,
                    ConnectorContext.class, IsolatedContext.class,
                    KindContext.class, IsolatedKindContext.class,
                    Leases.class, IsolatedLeases.class,
                    Egress.class, IsolatedEgress.class);

    private final ClassLoader pluginLoader = new URLClassLoader("plugin-x", new URL[0], null);
    private final Isolation in = new Isolation("x", pluginLoader);

    @Test
    void wrapsEveryMethodIncludingFutureDefaultOnes() {
        List<String> unwrapped = new ArrayList<>();

        DOORS.forEach(
                (contract, door) ->
                        methodsOf(contract)
                                .forEach(
                                        method -> {
                                            if (!declares(door, method)) {
                                                unwrapped.add(door.getSimpleName() + ": " + method);
                                            }
                                        }));

        assertThat(unwrapped).isEmpty();
    }

    @Test
    void everyCallRunsUnderThePluginsLoaderAndThrowsNothingOfThePlugin() throws Exception {
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        InvocationHandler rogue =
                (proxy, method, arguments) -> {
                    seen.set(Thread.currentThread().getContextClassLoader());
                    throw new RogueException();
                };
        Map<Class<?>, Object> doors =
                Map.of(
                        Connector.class, new IsolatedConnector(fake(Connector.class, rogue), in),
                        Output.class, new IsolatedOutput(fake(Output.class, rogue), in),
                        RouteHandler.class,
                                new IsolatedHandler(fake(RouteHandler.class, rogue), in),
                        IngressReply.Content.class,
                                new IsolatedContent(fake(IngressReply.Content.class, rogue), in),
                        ConnectorKind.class, new IsolatedKind(rogueKind(rogue), pluginLoader));
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        for (Map.Entry<Class<?>, Object> door : doors.entrySet()) {
            for (Method method : methodsOf(door.getKey())) {
                if (List.of("name", "settings", "openOutput").contains(method.getName())) {
                    continue; // answered from what was asked once
                }
                seen.set(null);

                Throwable thrown = invoke(door.getValue(), method);

                assertThat(thrown)
                        .as(method.toString())
                        .isInstanceOf(PluginFault.class)
                        .hasNoCause();
                assertThat(thrown)
                        .hasMessageContaining("RogueException")
                        .hasMessageNotContaining("4711");
                assertThat(seen.get()).as(method.toString()).isSameAs(pluginLoader);
                assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
            }
        }
    }

    @Test
    void letsDeclaredExceptionsThroughWithoutTypesOfThePlugin() {
        Connector connector =
                new IsolatedConnector(
                        fake(
                                Connector.class,
                                (proxy, method, arguments) -> {
                                    switch (method.getName()) {
                                        case "start" ->
                                                throw new ConnectorException(
                                                        "No token", new RogueException());
                                        case "fetch" -> throw FetchException.permanent("Gone");
                                        default -> throw new InterruptedException();
                                    }
                                }),
                        in);

        assertThatThrownBy(connector::start)
                .isInstanceOf(ConnectorException.class)
                .hasMessage("No token")
                .cause()
                .isInstanceOf(PluginFault.class);
        assertThatThrownBy(() -> connector.fetch(null, null))
                .isInstanceOf(FetchException.class)
                .hasMessage("Gone");
        assertThatThrownBy(() -> connector.deliver(null)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void anInterruptWhereNoneIsExpectedIsNotLost() {
        Connector connector =
                new IsolatedConnector(
                        new Connector() {
                            @Override
                            public ConnectorStatus status() {
                                throw sneaky(new InterruptedException());
                            }
                        },
                        in);

        Throwable thrown = catchThrowable(connector::status);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(PluginFault.class);
    }

    @Test
    void errorsOfTheJvmBecomeFaultsThatNameTheMissingClass() {
        Output output =
                new IsolatedOutput(
                        delivery -> {
                            throw new NoClassDefFoundError("plugin/Gap");
                        },
                        in);

        assertThatThrownBy(() -> output.deliver(null))
                .isInstanceOf(PluginFault.class)
                .hasMessage(
                        "Kind 'x' failed in deliver: java.lang.NoClassDefFoundError: plugin/Gap");
    }

    @Test
    void routesStayWhatTheyAre() {
        Connector connector =
                new IsolatedConnector(
                        new Connector() {
                            @Override
                            public List<Route> routes() {
                                return List.of(
                                        Route.get("/near", _ -> IngressReply.badRequest("no"))
                                                .localOnly(),
                                        Route.post("/far", 7, _ -> IngressReply.badRequest("no")));
                            }
                        },
                        in);

        Route near = connector.routes().getFirst();
        Route far = connector.routes().getLast();

        assertThat(List.of(near.method(), near.path(), near.bodyLimit(), near.isLocalOnly()))
                .isEqualTo(List.of("GET", "/near", 0, true));
        assertThat(List.of(far.method(), far.path(), far.bodyLimit(), far.isLocalOnly()))
                .isEqualTo(List.of("POST", "/far", 7, false));
    }

    @Test
    void handlersOfRoutesAreWrappedAndRefusalsPass() {
        IngressReply reply = IngressReply.badRequest("no");
        Connector connector =
                new IsolatedConnector(
                        new Connector() {
                            @Override
                            public List<Route> routes() {
                                return List.of(
                                        Route.post(
                                                "/a/{id}",
                                                99,
                                                request -> {
                                                    throw new IngressRefusal(reply);
                                                }),
                                        Route.get(
                                                "/b",
                                                request -> {
                                                    throw new RogueException();
                                                }));
                            }
                        },
                        in);

        List<Route> routes = connector.routes();

        assertThat(routes).extracting(Route::method).containsExactly("POST", "GET");
        assertThat(routes.getFirst().path()).isEqualTo("/a/{id}");
        assertThat(routes.getFirst().bodyLimit()).isEqualTo(99);
        assertThatThrownBy(() -> routes.getFirst().handler().handle(null))
                .isInstanceOfSatisfying(
                        IngressRefusal.class,
                        refusal -> assertThat(refusal.reply()).isSameAs(reply));
        assertThatThrownBy(() -> routes.getLast().handler().handle(null))
                .isInstanceOf(PluginFault.class);
    }

    @Test
    void anAnswerOfNullIsAFault() {
        Connector connector =
                new IsolatedConnector(
                        fake(Connector.class, (proxy, method, arguments) -> null), in);

        assertThatThrownBy(() -> connector.deliver(null))
                .isInstanceOf(PluginFault.class)
                .hasMessage("Kind 'x' failed in deliver: it returned null");
    }

    @Test
    void theHostsOwnCodeRunsUnderTheHostsLoader() throws Exception {
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        AtomicReference<ConnectorContext.Task> task = new AtomicReference<>();
        ConnectorContext lent =
                fake(
                        ConnectorContext.class,
                        (proxy, method, arguments) -> {
                            seen.set(Thread.currentThread().getContextClassLoader());
                            if (method.getName().equals("spawn")) {
                                task.set((ConnectorContext.Task) arguments[1]);
                            }
                            return null;
                        });
        ConnectorContext context = new IsolatedContext(lent, in);

        in.run("deliver", InterruptedException.class, () -> context.submit((Submission) null));

        assertThat(seen.get()).isSameAs(ThreadClassLoader.HOST);

        context.spawn("poller", () -> seen.set(Thread.currentThread().getContextClassLoader()));
        task.get().run();

        assertThat(seen.get()).isSameAs(pluginLoader);
    }

    private static List<Method> methodsOf(Class<?> contract) {
        return Arrays.stream(contract.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.isBridge())
                .toList();
    }

    private static boolean declares(Class<?> door, Method method) {
        try {
            var _ = door.getDeclaredMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static Throwable invoke(Object door, Method method) throws IllegalAccessException {
        Object[] arguments =
                Arrays.stream(method.getParameterTypes()).map(IsolationTest::argument).toArray();
        try {
            method.invoke(door, arguments);
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
        throw new AssertionError(method + " threw nothing");
    }

    private static Object argument(Class<?> type) {
        if (type == long.class) {
            return 0L;
        }
        if (type == KindContext.class) {
            return new TestHost.Context();
        }
        return type == ConnectorContext.class
                ? fake(ConnectorContext.class, (proxy, method, arguments) -> null)
                : null;
    }

    private static ConnectorKind rogueKind(InvocationHandler rogue) {
        return fake(
                ConnectorKind.class,
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "name" -> "x";
                            case "settings" -> List.of();
                            default -> rogue.invoke(proxy, method, arguments);
                        });
    }

    private static <T> T fake(Class<T> contract, InvocationHandler handler) {
        return contract.cast(
                Proxy.newProxyInstance(
                        contract.getClassLoader(), new Class<?>[] {contract}, handler));
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException sneaky(Throwable thrown) throws X {
        throw (X) thrown;
    }

    private static final class RogueException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RogueException() {
            super("4711");
        }
    }
}
