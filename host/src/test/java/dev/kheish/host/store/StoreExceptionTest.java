package dev.kheish.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.sql.SQLException;

class StoreExceptionTest {
    /** SQLITE_CORRUPT, SQLITE_CORRUPT_INDEX; SQLITE_IOERR, SQLITE_FULL, SQLITE_IOERR_READ. */
    @ParameterizedTest
    @CsvSource({"11,true", "779,true", "10,false", "13,false", "266,false"})
    void onlyADamagedFileMeansDamage(int code, boolean damage) {
        assertThat(new StoreException("x", new SQLException("x", null, code)).meansDamage())
                .isEqualTo(damage);
    }
}
