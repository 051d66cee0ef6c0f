package dev.kheish.host.metrics;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The page that monitoring systems scrape. Nothing of it exists before it is first asked for. Safe
 * for use by many threads.
 */
public final class Metrics implements AutoCloseable {
    private final List<MetricSource> sources;
    private @Nullable PageRegistry registry;

    public Metrics(List<MetricSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * What a reader gets.
     *
     * @param body text in UTF-8
     */
    @SuppressWarnings("ArrayRecordComponent") // sent and never compared
    public record Page(String contentType, byte[] body) {}

    /**
     * All metrics as they are now.
     *
     * @param accept the formats that the reader knows, as in the header of that name
     */
    public Page page(String accept) {
        return registry().page(accept);
    }

    private synchronized PageRegistry registry() {
        PageRegistry made = registry;
        if (made == null) {
            made = new PageRegistry(sources);
            registry = made;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        if (registry != null) {
            registry.close();
        }
    }
}
