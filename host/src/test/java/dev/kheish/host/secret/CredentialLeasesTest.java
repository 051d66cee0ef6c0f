package dev.kheish.host.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kheish.host.store.Store;
import dev.kheish.spi.Credential;
import dev.kheish.spi.Lease;
import dev.kheish.spi.LeaseRefusedException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

final class CredentialLeasesTest {
    private static final String SETTING = "child.slots";
    private static final LeaseHolder HOLDER = new LeaseHolder("lamp", "desk", 7);

    @TempDir Path home;
    private final AtomicLong now = new AtomicLong(1_750_000_000_000L);
    private final Clock clock =
            InstantSource.offset(() -> Instant.ofEpochMilli(now.get()), Duration.ZERO)
                    .withZone(ZoneOffset.UTC);
    private final List<String> audited = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private Store store;
    private Secrets secrets;
    private CredentialLeases leases;

    @BeforeEach
    void open() throws InterruptedException {
        store = Store.open(home.resolve("kheish.db"));
        AuditTrail audit =
                (tx, actor, action, subject, detail) -> {
                    String line = actor + " " + action + " " + subject + " " + detail;
                    tx.afterCommit(() -> audited.add(line));
                };
        secrets = Secrets.open(store, home, Map.of(), audit, clock);
        leases =
                CredentialLeases.open(
                        store,
                        secrets,
                        audit,
                        (subject, reason, source) -> refused.add(subject + " " + reason),
                        clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void givesTheValueThatTheSlotHasNow() throws Exception {
        secrets.write("vault.key", "first", "ops");
        ConnectorLeases door = door(Map.of("API_KEY", "vault.key"));
        Lease lease = door.grant(SETTING);
        String token = lease.issueToken();

        assertThat(granted(door, token).value()).isEqualTo("first");
        secrets.write("vault.key", "second", "ops");

        Credential.Granted second = granted(door, token);
        assertThat(second.value()).isEqualTo("second");
        assertThat(second.leaseId()).isEqualTo(lease.id()).hasSize(43);
        assertThat(second.grantId()).isEqualTo(lease.grantId()).hasSize(43);
        assertThat(second.toString()).doesNotContain("second");
        assertThat(token).matches("[A-Za-z0-9_-]{43}");
    }

    @Test
    void writesDownEachSecretThatLeavesButNotItsValue() throws Exception {
        secrets.write("vault.key", "hunter2-hunter2", "ops");
        ConnectorLeases door = door(Map.of("API_KEY", "vault.key"));
        Lease lease = door.grant(SETTING);
        String token = lease.issueToken();
        audited.clear();

        granted(door, token);
        granted(door, token);

        assertThat(audited)
                .hasSize(2)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .startsWith("connector:desk credential_read lamp/desk ")
                                        .contains("\"slot\":\"vault.key\"")
                                        .contains("\"name\":\"API_KEY\"")
                                        .contains(lease.id())
                                        .doesNotContain("hunter2")
                                        .doesNotContain(token));
        assertThat(refused).isEmpty();
    }

    @Test
    void aTokenDiesFiveMinutesAfterItsIssue() throws Exception {
        secrets.write("vault.key", "value", "ops");
        ConnectorLeases door = door(Map.of("API_KEY", "vault.key"));
        String token = door.grant(SETTING).issueToken();

        pass(Duration.ofMinutes(5));

        assertThat(door.redeem(token, "API_KEY")).isInstanceOf(Credential.Expired.class);
    }

    @Test
    void eachUseLetsATokenLiveOnForFiveMinutesButNeverBeyondAnHour() throws Exception {
        secrets.write("vault.key", "value", "ops");
        ConnectorLeases door = door(Map.of("API_KEY", "vault.key"));
        String token = door.grant(SETTING).issueToken();
        long issuedAt = now.get();

        for (int i = 1; i <= 14; i++) {
            pass(Duration.ofMinutes(4));
            long expected =
                    Math.min(
                            now.get() + Duration.ofMinutes(5).toMillis(),
                            issuedAt + Duration.ofHours(1).toMillis());
            assertThat(granted(door, token).expiresAtMs()).isEqualTo(expected);
        }
        pass(Duration.ofMinutes(4).minusMillis(1));
        granted(door, token);
        pass(Duration.ofMillis(1));

        assertThat(door.redeem(token, "API_KEY")).isInstanceOf(Credential.Expired.class);
    }

    @Test
    void earlierTokensStayGoodBesideNewOnes() throws Exception {
        secrets.write("vault.key", "value", "ops");
        ConnectorLeases door = door(Map.of("API_KEY", "vault.key"));
        Lease lease = door.grant(SETTING);
        String first = lease.issueToken();
        String second = lease.issueToken();

        assertThat(granted(door, first).leaseId()).isEqualTo(granted(door, second).leaseId());
    }

    @Test
    void keepsNoMoreThanSixtyFourTokensOfALease() throws Exception {
        secrets.write("vault.key", "value", "ops");
        ConnectorLeases door = door(Map.of("API_KEY", "vault.key"));
        Lease lease = door.grant(SETTING);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            tokens.add(lease.issueToken());
        }

        assertThat(leases.status(lease.id()).orElseThrow().tokens()).isEqualTo(64);
        assertThat(door.redeem(tokens.getFirst(), "API_KEY"))
                .isInstanceOf(Credential.Expired.class);
        granted(door, tokens.get(1));
        granted(door, tokens.getLast());
    }

    @Test
    void answersInTheOrderOfTheContract() throws Exception {
        secrets.write("vault.key", "value", "ops");
        secrets.write("gone.key", "value", "ops");
        Map<String, String> slots =
                Map.of("API_KEY", "vault.key", "LOST", "never.written", "GONE", "gone.key");
        ConnectorLeases door = door(slots);
        String token = door.grant(SETTING).issueToken();
        secrets.revoke("gone.key", "ops");

        assertThat(door.redeem("wrong", "NAME")).isInstanceOf(Credential.Unauthorized.class);
        assertThat(door.redeem(token, "NAME")).isInstanceOf(Credential.UnknownName.class);
        assertThat(door.redeem(token, "LOST")).isInstanceOf(Credential.Missing.class);
        assertThat(door.redeem(token, "GONE"))
                .isEqualTo(
                        new Credential.Unavailable(
                                "The secret slot 'gone.key' is revoked; write it again."));
        assertThat(refused)
                .containsExactly(
                        "lamp/desk credential_token",
                        "lamp/desk credential_name",
                        "lamp/desk credential_slot",
                        "lamp/desk credential_slot");
    }

    @Test
    void namesAndSlotsAreBoundAsPairs() throws Exception {
        secrets.write("one", "value one", "ops");
        secrets.write("two", "value two", "ops");
        String token = door(Map.of("A", "one", "B", "two")).grant(SETTING).issueToken();
        ConnectorLeases crossed = door(Map.of("A", "two", "B", "one"));
        ConnectorLeases fewer = door(Map.of("A", "one"));

        assertThat(crossed.redeem(token, "A")).isInstanceOf(Credential.Expired.class);
        assertThat(fewer.redeem(token, "A")).isInstanceOf(Credential.Granted.class);
        assertThat(fewer.redeem(token, "B")).isInstanceOf(Credential.UnknownName.class);
    }

    @Test
    void whatWasNeverIssuedIsToldFromWhatRanOut() throws Exception {
        ConnectorLeases door = door(Map.of());
        String ranOut = door.grant(SETTING).issueToken();
        String ofAnother =
                leases.of(new LeaseHolder("lamp", "floor", 7), Map.of(SETTING, Map.of()))
                        .grant(SETTING)
                        .issueToken();
        pass(Duration.ofMinutes(5));

        assertThat(door.redeem(ranOut, "A")).isInstanceOf(Credential.Expired.class);
        assertThat(door.redeem(ofAnother, "A")).isInstanceOf(Credential.Unauthorized.class);
        assertThat(door.redeem(ranOut.toLowerCase(Locale.ROOT), "A"))
                .isInstanceOf(Credential.Unauthorized.class);
        assertThat(refused)
                .containsExactly(
                        "lamp/desk credential_expired",
                        "lamp/desk credential_token",
                        "lamp/desk credential_token");
    }

    @Test
    void remembersTheLastSpentTokensOnly() throws Exception {
        ConnectorLeases door = door(Map.of());
        Lease first = door.grant(SETTING);
        String eldest = first.issueToken();
        first.close();
        List<String> tokens = new ArrayList<>();
        Lease lease = door.grant(SETTING);
        for (int i = 0; i < 4096; i++) {
            tokens.add(lease.issueToken());
        }
        lease.close();

        assertThat(door.redeem(eldest, "A")).isInstanceOf(Credential.Unauthorized.class);
        assertThat(door.redeem(tokens.getFirst(), "A")).isInstanceOf(Credential.Expired.class);
        assertThat(door.redeem(tokens.getLast(), "A")).isInstanceOf(Credential.Expired.class);
    }

    @Test
    void aTokenIsGoodForItsOwnIncarnationAlone() throws Exception {
        secrets.write("vault.key", "value", "ops");
        Map<String, String> slots = Map.of("API_KEY", "vault.key");
        String token = door(slots).grant(SETTING).issueToken();

        for (LeaseHolder other :
                List.of(
                        new LeaseHolder("lamp", "desk", 8),
                        new LeaseHolder("lamp", "floor", 7),
                        new LeaseHolder("bell", "desk", 7))) {
            ConnectorLeases door = leases.of(other, Map.of(SETTING, slots));
            assertThat(door.redeem(token, "API_KEY")).isInstanceOf(Credential.Unauthorized.class);
        }
    }

    @Test
    void tokensDieWithTheirLeaseAndLeasesWithTheirConnector() throws Exception {
        secrets.write("vault.key", "value", "ops");
        ConnectorLeases door = door(Map.of("API_KEY", "vault.key"));
        Lease closed = door.grant(SETTING);
        String ofClosed = closed.issueToken();
        Lease other = door.grant(SETTING);
        String ofOther = other.issueToken();
        ConnectorLeases successor = door(Map.of("API_KEY", "vault.key"));

        closed.close();
        closed.close();

        assertThat(door.redeem(ofClosed, "API_KEY")).isInstanceOf(Credential.Expired.class);
        assertThatThrownBy(closed::issueToken).isInstanceOf(IllegalStateException.class);
        assertThat(granted(successor, ofOther).value()).isEqualTo("value");

        door.close();

        assertThat(successor.redeem(ofOther, "API_KEY")).isInstanceOf(Credential.Expired.class);
        assertThatThrownBy(() -> door.grant(SETTING)).isInstanceOf(IllegalStateException.class);
        assertThat(leases.list()).isEmpty();
        assertThat(other.isRevoked()).isFalse();
    }

    @Test
    void theGrantIsTheSameForTheSamePairsAndTheLeaseNever() throws Exception {
        Lease first = door(Map.of("A", "one", "B", "two")).grant(SETTING);
        Lease second = door(Map.of("B", "two", "A", "one")).grant(SETTING);
        Lease crossed = door(Map.of("A", "two", "B", "one")).grant(SETTING);

        assertThat(second.grantId()).isEqualTo(first.grantId());
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(crossed.grantId()).isNotEqualTo(first.grantId());
        assertThat(first.names()).containsExactly("A", "B");
    }

    @Test
    void aRevokedLeaseSaysSoAndStaysVisible() throws Exception {
        secrets.write("vault.key", "value", "ops");
        ConnectorLeases door = door(Map.of("API_KEY", "vault.key"));
        Lease lease = door.grant(SETTING);
        String token = lease.issueToken();

        LeaseStatus status = leases.revoke(lease.id(), "ops").orElseThrow();

        assertThat(status.revoked()).isTrue();
        assertThat(status.active()).isFalse();
        assertThat(lease.isRevoked()).isTrue();
        assertThat(door.redeem(token, "API_KEY")).isInstanceOf(Credential.Expired.class);
        lease.close();
        assertThat(leases.status(lease.id()).orElseThrow().revoked()).isTrue();
        assertThat(audited)
                .contains("ops lease_revoked " + lease.id() + " {\"connector\":\"lamp/desk\"}");
        assertThat(leases.revoke("nobody", "ops")).isEmpty();
    }

    @Test
    void remembersTheLastRevokedLeasesOnly() throws Exception {
        ConnectorLeases door = door(Map.of());
        Set<String> ids = new HashSet<>();
        String first = door.grant(SETTING).id();
        leases.revoke(first, "ops");
        for (int i = 0; i < 256; i++) {
            String id = door.grant(SETTING).id();
            ids.add(id);
            leases.revoke(id, "ops");
        }

        assertThat(leases.status(first)).isEmpty();
        assertThat(ids).allSatisfy(id -> assertThat(leases.status(id)).isPresent());
    }

    @Test
    void aRevokedSubjectGetsNoLeasesUntilItIsRestored() throws Exception {
        secrets.write("vault.key", "value", "ops");
        ConnectorLeases door = door(Map.of("API_KEY", "vault.key"));
        Lease before = door.grant(SETTING);
        String token = before.issueToken();

        SubjectStatus revoked = leases.revokeSubject("connector:desk", "ops");

        assertThat(revoked).isEqualTo(new SubjectStatus("connector:desk", 1, true, List.of()));
        assertThat(before.isRevoked()).isTrue();
        assertThat(door.redeem(token, "API_KEY")).isInstanceOf(Credential.Expired.class);
        assertThatThrownBy(() -> door.grant(SETTING))
                .isInstanceOf(LeaseRefusedException.class)
                .hasMessageContaining("/v1/runtime/auth/subjects/connector:desk/restore");

        leases.restoreSubject("connector:desk", "ops");
        Lease after = door.grant(SETTING);

        assertThat(after.grantId()).isNotEqualTo(before.grantId());
        assertThat(door.redeem(token, "API_KEY")).isInstanceOf(Credential.Expired.class);
        assertThat(granted(door, after.issueToken()).value()).isEqualTo("value");
        assertThat(leases.subject("connector:desk").leases()).containsExactly(after.id());
    }

    @Test
    void aRevokedSubjectStaysSoOverARestart() throws Exception {
        leases.revokeSubject("connector:desk", "ops");
        store.close();
        open();

        assertThat(leases.subject("connector:desk").revoked()).isTrue();
        assertThatThrownBy(() -> door(Map.of()).grant(SETTING))
                .isInstanceOf(LeaseRefusedException.class);

        leases.restoreSubject("connector:desk", "ops");
        leases.revokeSubject("connector:desk", "ops");
        store.close();
        open();

        assertThat(leases.subject("connector:desk").epoch()).isEqualTo(2);
    }

    @Test
    void aForgottenSubjectStartsAnew() throws Exception {
        leases.revokeSubject("connector:desk", "ops");

        store.write(
                tx -> {
                    leases.forget(tx, "connector:desk");
                    return tx;
                });

        assertThat(leases.isKnown("connector:desk")).isFalse();
        assertThat(door(Map.of()).grant(SETTING).names()).isEmpty();
    }

    @Test
    void revokingASlotCountsTheLeasesThatReadIt() throws Exception {
        secrets.write("one", "value one", "ops");
        Lease first = door(Map.of("A", "one")).grant(SETTING);
        Lease second = door(Map.of("B", "one")).grant(SETTING);
        Lease third = door(Map.of("C", "two")).grant(SETTING);

        assertThat(leases.revokeSlot("one", "ops")).hasValue(2);

        assertThat(first.isRevoked() && second.isRevoked()).isTrue();
        assertThat(third.isRevoked()).isFalse();
        assertThat(secrets.state("one")).isEqualTo(SlotState.REVOKED);
        assertThat(leases.revokeSlot("two", "ops")).isEmpty();
    }

    @Test
    void oneConnectorHoldsNoMoreThanSixteenLeases() throws Exception {
        ConnectorLeases door = door(Map.of());
        for (int i = 0; i < 16; i++) {
            door.grant(SETTING);
        }

        assertThatThrownBy(() -> door.grant(SETTING))
                .isInstanceOf(LeaseRefusedException.class)
                .hasMessageContaining("lamp/desk holds 16 leases");
    }

    @Test
    void refusesASettingThatIsNoSlotMap() {
        assertThatThrownBy(() -> door(Map.of()).grant("child.env"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("child.env");
    }

    @Test
    void knowsATokenAmongWords() throws Exception {
        Lease lease = door(Map.of()).grant(SETTING);
        String token = lease.issueToken();

        assertThat(leases.redact("token=" + token + ";")).isEqualTo("token=[redacted];");
        assertThat(leases.redact("x" + token)).isEqualTo("x[redacted]");
        assertThat(leases.redact(lease.id())).isEqualTo(lease.id());

        lease.close();

        assertThat(leases.redact(token)).isEqualTo(token);
    }

    private ConnectorLeases door(Map<String, String> slots) {
        return leases.of(HOLDER, Map.of(SETTING, slots));
    }

    private static Credential.Granted granted(ConnectorLeases door, String token)
            throws InterruptedException {
        Credential credential = door.redeem(token, "API_KEY");
        assertThat(credential).isInstanceOf(Credential.Granted.class);
        return (Credential.Granted) credential;
    }

    private void pass(Duration time) {
        now.addAndGet(time.toMillis());
    }
}
