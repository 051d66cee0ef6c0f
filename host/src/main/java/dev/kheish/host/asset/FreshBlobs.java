package dev.kheish.host.asset;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Blobs that were written within the last hour: whoever wrote them may be about to give them a row.
 * Nobody needs longer, and nobody outlives the process, so memory is enough. Safe for use by many
 * threads.
 */
final class FreshBlobs {
    private static final long KEPT_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Lock lock = new ReentrantLock();
    private final Map<String, Long> writtenAt = new LinkedHashMap<>();

    /** Something that may fail. */
    @FunctionalInterface
    interface Task {
        void run() throws IOException;
    }

    /** Does a task unless a blob is fresh, which none becomes meanwhile. False if it is. */
    boolean unless(String digest, Task task) throws IOException {
        lock.lock();
        try {
            forgetOld();
            if (writtenAt.containsKey(digest)) {
                return false;
            }
            task.run();
            return true;
        } finally {
            lock.unlock();
        }
    }

    void add(String digest) {
        lock.lock();
        try {
            forgetOld();
            writtenAt.remove(digest); // so that the oldest stay first
            writtenAt.put(digest, System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    private void forgetOld() {
        long now = System.nanoTime();
        Iterator<Long> times = writtenAt.values().iterator();
        while (times.hasNext() && now - times.next() > KEPT_NANOS) {
            times.remove();
        }
    }
}
