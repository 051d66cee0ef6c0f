package dev.kheish.host.plugin;

import java.util.function.Consumer;

/**
 * The way into the code of one kind: calls run under its plugin's class loader, and what they throw
 * beside the declared exception becomes a {@link PluginFault}. Safe for use by many threads.
 */
final class Isolation {
    private final String kind;
    private final ClassLoader loader;
    private final Patience patience;

    Isolation(String kind, ClassLoader loader) {
        this(kind, loader, Patience.USUAL);
    }

    Isolation(String kind, ClassLoader loader, Patience patience) {
        this.kind = kind;
        this.loader = loader;
        this.patience = patience;
    }

    String kind() {
        return kind;
    }

    /** A call that declares nothing. */
    <T> T call(String method, Call<T> body) {
        return call(method, PluginFault.class, body);
    }

    /** A call that may throw {@code declared}. */
    <T, X extends Exception> T call(String method, Class<X> declared, Call<T> body) throws X {
        try {
            return inside(method, body);
        } catch (PluginFault e) {
            throw e;
        } catch (Throwable e) {
            throw translated(method, declared, e);
        }
    }

    /** A call without a result that may throw {@code declared}. */
    <X extends Exception> void run(String method, Class<X> declared, Action body) throws X {
        call(method, declared, answering(method, body));
    }

    /** A call that declares nothing and should return at once; taking long is a fault too. */
    <T> T promptly(String method, Call<T> body) {
        return promptly(method, PluginFault.class, body, _ -> {});
    }

    /**
     * A call that may throw {@code declared} and should return at once; taking long is a fault too.
     *
     * @param tooLate gets a result that came after that
     */
    <T, X extends Exception> T promptly(
            String method, Class<X> declared, Call<T> body, Consumer<T> tooLate) throws X {
        try {
            return patience.call(
                    "kind " + kind + " " + method, () -> inside(method, body), tooLate);
        } catch (PluginFault e) {
            throw e;
        } catch (Patience.Over e) {
            throw new PluginFault(kind, method, String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            throw translated(method, declared, e);
        }
    }

    /** A call without a result that declares nothing and should return at once. */
    void runPromptly(String method, Action body) {
        promptly(method, answering(method, body));
    }

    /** A call without a result that declares nothing and may take a while, but not for ever. */
    void runInTime(String method, Action body) {
        Isolation slower = new Isolation(kind, loader, patience.longer());
        slower.runPromptly(method, body);
    }

    PluginFault fault(String method, Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread()
                    .interrupt(); // thrown where nobody expects it: the wish must not get lost
        }
        return PluginFault.of(kind, method, thrown);
    }

    private <T> T inside(String method, Call<T> body) throws Exception {
        try (var _ = ThreadClassLoader.of(loader)) {
            T answer = body.run();
            if (answer == null) {
                throw new PluginFault(kind, method, "it returned null");
            }
            return answer;
        }
    }

    private <X extends Exception> X translated(String method, Class<X> declared, Throwable thrown) {
        if (declared.isInstance(thrown)) {
            return declared.cast(thrown);
        }
        throw fault(method, thrown);
    }

    private static Call<String> answering(String method, Action body) {
        return () -> {
            body.run();
            return method;
        };
    }

    /** Code of the plugin with a result. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws Exception;
    }

    /** Code of the plugin without one. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }
}
