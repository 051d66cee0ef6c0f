package dev.kheish.host.plugin;

import java.sql.Driver;
import java.sql.DriverManager;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Lists the JDBC drivers of its own class loader. {@link DriverManager} shows a driver only to
 * callers that would load the very same class, so {@link Drivers} defines this one once more inside
 * a plugin's loader. It refers to nothing of the host.
 */
public final class DriverSpy implements Callable<List<String>> {
    /** For the copy inside a plugin's loader. */
    public DriverSpy() {}

    @Override
    public List<String> call() {
        ClassLoader own = DriverSpy.class.getClassLoader();
        return Collections.list(DriverManager.getDrivers()).stream()
                .map(Driver::getClass)
                .filter(driver -> own.equals(driver.getClassLoader()))
                .<String>map(Class::getName)
                .toList();
    }
}
