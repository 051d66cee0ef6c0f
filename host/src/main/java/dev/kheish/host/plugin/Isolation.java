package dev.kheish.host.plugin;

/**
 * The way into the code of one kind: calls run under its plugin's class loader, and what they throw
 * beside the declared exception becomes a {@link PluginFault}. Safe for use by many threads.
 */
final class Isolation {
    private final String kind;
    private final ClassLoader loader;

    Isolation(String kind, ClassLoader loader) {
        this.kind = kind;
        this.loader = loader;
    }

    /** A call that declares nothing. */
    <T> T call(String method, Call<T> body) {
        return call(method, PluginFault.class, body);
    }

    /** A call that may throw {@code declared}. */
    <T, X extends Exception> T call(String method, Class<X> declared, Call<T> body) throws X {
        try (var _ = ThreadClassLoader.of(loader)) {
            T answer = body.run();
            if (answer == null) {
                throw new PluginFault(kind, method, "it returned null");
            }
            return answer;
        } catch (PluginFault e) {
            throw e;
        } catch (Throwable e) {
            if (declared.isInstance(e)) {
                throw declared.cast(e);
            }
            throw fault(method, e);
        }
    }

    /** A call without a result that may throw {@code declared}. */
    <X extends Exception> void run(String method, Class<X> declared, Action body) throws X {
        call(
                method,
                declared,
                () -> {
                    body.run();
                    return method;
                });
    }

    PluginFault fault(String method, Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread()
                    .interrupt(); // thrown where nobody expects it: the wish must not get lost
        }
        return PluginFault.of(kind, method, thrown);
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
