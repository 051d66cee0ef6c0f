package dev.kheish.host.api;

import static dev.kheish.host.api.ConnectorRoutesTest.assertProblem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kheish.host.connector.Rig;
import dev.kheish.spi.Credential;
import dev.kheish.spi.Lease;
import dev.kheish.spi.Leases;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

final class AuthRoutesTest {
    private static final String DESK = "/v1/runtime/connectors/lamp/desk";
    private static final String AUTH = "/v1/runtime/auth";
    private static final String SUBJECT = AUTH + "/subjects/connector:desk";

    @TempDir Path home;
    private Rig rig;
    private TestServer server;
    private Leases leases;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.started(home);
        server =
                TestServer.with(
                        new ConnectorRoutes(rig.connectors),
                        new AuthRoutes(rig.leases, rig.connectors));
        rig.secrets.write("vault.key", "open sesame", "ops");
        server.put(
                DESK,
                """
                {"allow_anonymous": true, "child": {"command": "run",
                  "credential_slots": {"API_KEY": "vault.key", "OTHER": "vault.key"}}}
                """);
        leases = rig.contextOfLast().leases();
    }

    @AfterEach
    void stop() {
        server.close();
        rig.close();
    }

    @Test
    void showsALeaseWithoutItsTokens() throws Exception {
        Lease lease = leases.grant("child.credential_slots");
        String token = lease.issueToken();

        HttpResponse<String> response = server.get(AUTH + "/leases/" + lease.id());

        long issued = rig.nowMs();
        assertThat(TestServer.json(response).toString())
                .isEqualTo(
                        "{\"lease\":{\"id\":\"%s\",\"grant_id\":\"%s\",\"subject_id\":\"connector:desk\",\"subject_epoch\":0,\"audience\":{\"kind\":\"lamp\",\"connector\":\"desk\",\"env_keys\":[\"API_KEY\",\"OTHER\"],\"secret_refs\":[\"vault.key\"]},\"issued_at_ms\":%d,\"expires_at_ms\":%d,\"tokens\":1},\"revoked\":false,\"active\":true}"
                                .formatted(lease.id(), lease.grantId(), issued, issued + 300_000));
        assertThat(response.body()).doesNotContain(token);
        assertThat(server.get(AUTH + "/leases").body()).isEqualTo("[" + response.body() + "]");
    }

    @Test
    void pagesThroughLeasesInOrderOfTheirGrant() throws Exception {
        Lease first = leases.grant("child.credential_slots");
        rig.pass(1);
        Lease second = leases.grant("child.credential_slots");

        JsonNode page = TestServer.json(server.get(AUTH + "/leases?page=true&limit=1"));
        String cursor = page.path("pagination").path("next_cursor").asText();
        JsonNode next = TestServer.json(server.get(AUTH + "/leases?limit=1&cursor=" + cursor));

        assertThat(page.path("items").path(0).path("lease").path("id").asText())
                .isEqualTo(first.id());
        assertThat(next.path("items").path(0).path("lease").path("id").asText())
                .isEqualTo(second.id());
        assertThat(next.path("pagination").path("has_more").asBoolean()).isFalse();
    }

    @Test
    void revokesALease() throws Exception {
        Lease lease = leases.grant("child.credential_slots");
        String token = lease.issueToken();

        JsonNode view =
                TestServer.json(server.post(AUTH + "/leases/" + lease.id() + "/revoke", ""));

        assertThat(view.path("revoked").asBoolean()).isTrue();
        assertThat(view.path("active").asBoolean()).isFalse();
        assertThat(leases.redeem(token, "API_KEY")).isInstanceOf(Credential.Expired.class);
        assertThat(lease.isRevoked()).isTrue();
        assertThat(server.get(AUTH + "/leases").body()).isEqualTo("[]");
        assertThat(server.post(AUTH + "/leases/" + lease.id() + "/revoke", "").statusCode())
                .isEqualTo(200);
        assertProblem(server.get(AUTH + "/leases/nobody"), 404, "lease_not_found");
        assertProblem(server.post(AUTH + "/leases/nobody/revoke", ""), 404, "lease_not_found");
    }

    @Test
    void revokesAndRestoresASubject() throws Exception {
        Lease lease = leases.grant("child.credential_slots");

        assertThat(server.get(SUBJECT).body())
                .isEqualTo(
                        "{\"subject_id\":\"connector:desk\",\"current_epoch\":0,\"revoked\":false,\"active_connector_lease_ids\":[\"%s\"],\"active_route_lease_ids\":[],\"active_mcp_lease_ids\":[]}"
                                .formatted(lease.id()));
        assertThat(TestServer.json(server.post(SUBJECT + "/revoke", "")).toString())
                .contains("\"current_epoch\":1,\"revoked\":true,\"active_connector_lease_ids\":[]");
        assertThat(lease.isRevoked()).isTrue();
        assertThat(TestServer.json(server.post(SUBJECT + "/restore", "")).toString())
                .contains("\"current_epoch\":1,\"revoked\":false");
        assertThat(leases.grant("child.credential_slots").isRevoked()).isFalse();
        assertThat(rig.audited)
                .contains(
                        "test-admin subject_revoked connector:desk {\"epoch\":1}",
                        "test-admin subject_restored connector:desk {\"epoch\":1}");
    }

    @Test
    void knowsOnlySubjectsThatThereAre() throws Exception {
        for (String subject : List.of("connector:nobody", "desk", "session:desk", "connector:")) {
            String path = AUTH + "/subjects/" + subject;
            assertProblem(server.get(path), 404, "subject_not_found");
            assertProblem(server.post(path + "/revoke", ""), 404, "subject_not_found");
            assertProblem(server.post(path + "/restore", ""), 404, "subject_not_found");
        }
    }

    @Test
    void aNamesakeOfADeletedConnectorHasItsRight() throws Exception {
        server.post(SUBJECT + "/revoke", "");

        server.delete(DESK);

        assertProblem(server.get(SUBJECT), 404, "subject_not_found");
        server.put(DESK, "{\"allow_anonymous\":true}");
        assertThat(TestServer.json(server.get(SUBJECT)).path("revoked").asBoolean()).isFalse();
    }

    @Test
    void revokingASlotTellsHowManyLeasesReadIt() throws Exception {
        leases.grant("child.credential_slots");
        leases.grant("child.credential_slots");

        assertThat(server.post(AUTH + "/slots/vault.key/revoke", "").body())
                .isEqualTo("{\"slot_id\":\"vault.key\",\"revoked_leases\":2}");
        rig.awaitState("desk", "error");
        assertProblem(server.post(AUTH + "/slots/none/revoke", ""), 404, "secret_not_found");
    }

    @Test
    void isForAdministratorsAlone() throws Exception {
        for (String path : List.of(AUTH + "/leases", AUTH + "/leases/x", SUBJECT)) {
            HttpRequest.Builder request =
                    server.request(path).setHeader("Authorization", "Bearer read-only").GET();
            assertProblem(server.send(request), 403, "insufficient_access");
        }
    }
}
