package dev.kheish.host.plugin;

import org.jspecify.annotations.Nullable;

/** The context class loader of the current thread, for the length of a try block. */
final class ThreadClassLoader implements AutoCloseable {
    /** What the host's own code runs under, also where a plugin calls it. */
    static final ClassLoader HOST = ThreadClassLoader.class.getClassLoader();

    private final Thread thread;
    private final @Nullable ClassLoader before;

    private ThreadClassLoader(Thread thread) {
        this.thread = thread;
        this.before = thread.getContextClassLoader();
    }

    static ThreadClassLoader of(ClassLoader loader) {
        Thread thread = Thread.currentThread();
        ThreadClassLoader scope = new ThreadClassLoader(thread);
        thread.setContextClassLoader(loader);
        return scope;
    }

    @Override
    public void close() {
        thread.setContextClassLoader(before);
    }
}
