package dev.kheish.host.plugin;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;

import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Finds what keeps a closed class loader in memory, as far as it can be seen from inside. */
final class Holders {
    private Holders() {}

    /** One line each; empty if nothing can be seen, which does not mean that there is nothing. */
    static List<String> of(PluginClassLoader loader) {
        List<String> found = new ArrayList<>();
        threads(loader).forEach(found::add);
        VirtualThreads.inCodeOf(loader).forEach(found::add);
        Drivers.of(loader).forEach(name -> found.add("JDBC driver " + name));
        securityProviders(loader).forEach(found::add);
        managementBeans(loader).forEach(found::add);
        logHandlers(loader).forEach(found::add);
        return List.copyOf(found);
    }

    private static Stream<String> threads(ClassLoader loader) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> isHeldBy(each.getKey(), each.getValue(), loader))
                .map(each -> "thread '" + each.getKey().getName() + "'" + at(each, loader))
                .sorted();
    }

    private static boolean isHeldBy(Thread thread, StackTraceElement[] frames, ClassLoader loader) {
        return loader.equals(thread.getContextClassLoader())
                || loader.equals(thread.getClass().getClassLoader())
                || isOf(thread.getUncaughtExceptionHandler(), loader)
                || Arrays.stream(frames).anyMatch(frame -> isIn(frame, loader));
    }

    private static String at(Map.Entry<Thread, StackTraceElement[]> thread, ClassLoader loader) {
        return Arrays.stream(thread.getValue())
                .filter(frame -> isIn(frame, loader))
                .findFirst()
                .map(frame -> " in " + frame.getClassName() + "." + frame.getMethodName())
                .orElse("");
    }

    private static boolean isIn(StackTraceElement frame, ClassLoader loader) {
        return String.valueOf(loader.getName()).equals(frame.getClassLoaderName());
    }

    private static boolean isOf(@Nullable Object object, ClassLoader loader) {
        return object != null && loader.equals(object.getClass().getClassLoader());
    }

    private static Stream<String> securityProviders(ClassLoader loader) {
        return Arrays.stream(Security.getProviders())
                .filter(provider -> isOf(provider, loader))
                .map(provider -> "security provider " + provider.getName());
    }

    private static Stream<String> managementBeans(ClassLoader loader) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        return server.queryNames(null, null).stream()
                .filter(name -> isOf(server, name, loader))
                .map(name -> "management bean " + name);
    }

    private static boolean isOf(MBeanServer server, ObjectName name, ClassLoader loader) {
        try {
            return loader.equals(server.getClassLoaderFor(name));
        } catch (InstanceNotFoundException e) {
            return false; // gone since the list was made
        }
    }

    private static Stream<String> logHandlers(ClassLoader loader) {
        LogManager manager = LogManager.getLogManager();
        return Collections.list(manager.getLoggerNames()).stream()
                .flatMap(name -> Stream.ofNullable(manager.getLogger(name)))
                .filter(logger -> hasPartOf(logger, loader))
                .map(logger -> "handler, filter or level of logger '" + logger.getName() + "'");
    }

    private static boolean hasPartOf(Logger logger, ClassLoader loader) {
        Stream<Handler> handlers = Arrays.stream(logger.getHandlers());
        return isOf(logger.getFilter(), loader)
                || isOf(logger.getLevel(), loader)
                || handlers.anyMatch(handler -> isOf(handler, loader));
    }
}
