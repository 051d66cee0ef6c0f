package dev.kheish.host.store;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;

/** One database file and how it is opened. */
final class SqliteFile {
    // The checkpointer copies the log all the time; at 32 MB the writer copies what is left, and
    // the
    // log starts over.
    private static final int CHECKPOINT_PAGES = 8000;
    private static final int WRITER_CACHE_KIB = 32 * 1024;
    private static final int READER_CACHE_KIB = 2 * 1024;

    private final Path path;
    private @Nullable Connection writer;

    SqliteFile(Path path) {
        this.path = path;
    }

    Connection openWriter() {
        createPrivately();
        SQLiteConfig config = common(WRITER_CACHE_KIB);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setPragma(SQLiteConfig.Pragma.PAGE_SIZE, "4096");
        writer = open(config);
        execute(writer, "pragma wal_autocheckpoint = " + CHECKPOINT_PAGES);
        return writer;
    }

    Connection openCheckpointer() {
        SQLiteConfig config = common(READER_CACHE_KIB);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        return open(config);
    }

    // SQLite gives the log and the shared memory beside it the same rights
    private void createPrivately() {
        try {
            if (!Files.exists(path)) {
                Files.createFile(
                        path,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
        } catch (IOException e) {
            throw new StoreException("Failed to create " + path, e);
        }
    }

    Connection openReader() {
        SQLiteConfig config = common(READER_CACHE_KIB);
        config.setReadOnly(true);
        return open(config);
    }

    void closeWriter() {
        if (writer == null) {
            return;
        }
        try {
            writer.close();
        } catch (SQLException e) {
            throw new StoreException("Failed to close " + path, e);
        }
    }

    long size() {
        return size(path) + size(path.resolveSibling(path.getFileName() + "-wal"));
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to size " + file, e);
        }
    }

    private static SQLiteConfig common(int cacheKib) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(5000);
        config.setCacheSize(-cacheKib);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        // The writer numbers rows itself; the driver would ask for the last number after each
        // insert
        config.setGetGeneratedKeys(false);
        return config;
    }

    private Connection open(SQLiteConfig config) {
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + path);
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw StoreException.atOpening(path, e);
        }
    }

    private static void execute(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw Reader.failed(sql, e);
        }
    }
}
