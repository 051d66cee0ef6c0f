package dev.kheish.host.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Folders below a temporary one; a disk that stands still until it is let go. */
final class TestFolders implements FolderSource {
    private final Path root;
    private volatile CountDownLatch stuck = new CountDownLatch(0);
    private volatile boolean broken;
    private final AtomicInteger calls = new AtomicInteger();

    TestFolders(Path root) {
        this.root = root;
    }

    void stick() {
        stuck = new CountDownLatch(1);
    }

    void letGo() {
        stuck.countDown();
    }

    void setBroken(boolean breaks) {
        broken = breaks;
    }

    int calls() {
        return calls.get();
    }

    Path file(long incarnation, String name) {
        return path(incarnation).resolve(name);
    }

    @Override
    public Path of(long incarnation) throws IOException {
        try {
            stuck.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        boolean breaks = broken;
        calls.incrementAndGet();
        if (breaks) {
            throw new IOException("The disk is full");
        }
        return Files.createDirectories(path(incarnation));
    }

    @Override
    public Path path(long incarnation) {
        return root.resolve(Long.toString(incarnation));
    }
}
