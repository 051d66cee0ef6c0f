package dev.kheish.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class SqliteStoreTest extends StoreContract {
    @Override
    Store open(Path place) {
        return Store.open(place);
    }

    @Test
    void writesThatSurvivePowerCuts() throws InterruptedException {
        assertThat(store.pragmas()).isEqualTo(new WriterPragmas("wal", 2));
    }

    @Test
    void keepsItsFilesToItself() throws Exception {
        store.write(tx -> tx.next(Sequence.RUN));

        try (var files = Files.list(dir)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("kheish.db")))
                    .allSatisfy(
                            file ->
                                    assertThat(
                                                    PosixFilePermissions.toString(
                                                            Files.getPosixFilePermissions(file)))
                                            .isEqualTo("rw-------"));
        }
    }
}
