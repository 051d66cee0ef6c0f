package dev.kheish.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each command asks of the daemon. */
class RequestsTest {
    private final FakeDaemon daemon = new FakeDaemon();
    private final TestCli cli = TestCli.against(daemon);

    @AfterEach
    void close() {
        daemon.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    status                                      | GET /v1/status |
                    connectors list                             | GET /v1/runtime/connectors |
                    connectors get http orders                  | GET /v1/runtime/connectors/http/orders |
                    connectors put http o --json {"actor_id":null} | PUT /v1/runtime/connectors/http/o | {"actor_id":null}
                    connectors set http o a=1 b=null c=x d.e=[true] d.f=1.50 | PUT /v1/runtime/connectors/http/o | {"a":1,"b":null,"c":"x","d":{"e":[true],"f":1.50}}
                    connectors delete http o                    | DELETE /v1/runtime/connectors/http/o |
                    connectors delete http o --drain            | DELETE /v1/runtime/connectors/http/o?drain=true |
                    connectors pause http o                     | POST /v1/runtime/connectors/http/o/pause |
                    connectors resume http o                    | POST /v1/runtime/connectors/http/o/resume |
                    connectors test http o                      | POST /v1/runtime/connectors/http/o/test |
                    connectors references http o                | GET /v1/runtime/connectors/http/o/references |
                    connectors logs http o -n 5                 | GET /v1/runtime/connectors/http/o/logs?lines=5 |
                    kinds list                                  | GET /v1/runtime/kinds |
                    plugins list                                | GET /v1/runtime/plugins |
                    plugins delete p1                           | DELETE /v1/runtime/plugins/p1 |
                    sessions list                               | GET /v1/sessions?limit=100 |
                    sessions list --limit 5 --cursor YWI        | GET /v1/sessions?limit=5&cursor=YWI |
                    sessions get http:a:1/2#é                   | GET /v1/sessions/http%3Aa%3A1%2F2%23%C3%A9 |
                    sessions create s1 --persona p              | POST /v1/sessions | {"session_id":"s1","persona_id":"p"}
                    sessions delete s1                          | DELETE /v1/sessions/s1 |
                    sessions bindings s1                        | GET /v1/sessions/s1/bindings |
                    sessions bind s1 k:1 --move                 | POST /v1/sessions/s1/bindings | {"key":"k:1","move":true}
                    sessions unbind s1 k:1                      | DELETE /v1/sessions/s1/bindings?key=k%3A1 |
                    kinds get http                              | GET /v1/runtime/kinds/http |
                    sessions outputs s1                         | GET /v1/sessions/s1/outputs?limit=100 |
                    sessions run s1 hi                          | POST /v1/sessions/s1/runs | {"content":"hi"}
                    sessions targets get s1                     | GET /v1/sessions/s1/reply-targets |
                    sessions targets set s1 --to-url http://x/y | PUT /v1/sessions/s1/reply-targets | {"reply_targets":[{"type":"http","url":"http://x/y"}]}
                    sessions targets set s1 --json [] | PUT /v1/sessions/s1/reply-targets | {"reply_targets":[]}
                    sessions targets clear s1                   | DELETE /v1/sessions/s1/reply-targets |
                    runs list --status failed --session s&1     | GET /v1/runs?order=desc&status=failed&session_id=s%261&limit=100 |
                    runs get run_1                              | GET /v1/runs/run_1 |
                    runs cancel run_1                           | POST /v1/runs/run_1/cancel |
                    runs replay run_1                           | POST /v1/runs/run_1/replay |
                    runs claim --worker w --wait 2s --lease 1m --session s --connector http/o | POST /v1/runs/claim | {"worker":"w","limit":1,"wait_ms":2000,"lease_ms":60000,"connectors":["http:o"],"sessions":["s"]}
                    deliveries list --status retrying --plugin p | GET /v1/deliveries?status=retrying&plugin=p&limit=100 |
                    deliveries dead-letter                      | GET /v1/deliveries/dead-letter?limit=100 |
                    deliveries get dlv_1                        | GET /v1/deliveries/dlv_1 |
                    deliveries attempts dlv_1                   | GET /v1/deliveries/dlv_1/attempts |
                    deliveries replay dlv_1 --force             | POST /v1/deliveries/dlv_1/replay?force=true |
                    deliveries resolve dlv_1 --reason old       | POST /v1/deliveries/dlv_1/resolve | {"reason":"old"}
                    deliveries cancel dlv_1                     | POST /v1/deliveries/dlv_1/cancel |
                    deliveries retry dlv_1                      | POST /v1/deliveries/dlv_1/retry |
                    deliveries reset --plugin p --dry-run       | POST /v1/deliveries/backpressure/reset | {"dry_run":true,"plugin":"p"}
                    deliveries replay-bulk --dry-run --run run_1 | POST /v1/deliveries/replay-bulk | {"limit":100,"dry_run":true,"force":false,"unresolved_only":true,"run_id":"run_1"}
                    secrets list                                | GET /v1/runtime/secrets |
                    secrets get a/b                             | GET /v1/runtime/secrets/a%2Fb |
                    secrets delete a?b                          | DELETE /v1/runtime/secrets/a%3Fb |
                    secrets revoke a/b                          | POST /v1/runtime/auth/slots/a%2Fb/revoke |
                    secrets leases list                         | GET /v1/runtime/auth/leases |
                    secrets leases get l1                       | GET /v1/runtime/auth/leases/l1 |
                    secrets leases revoke l1                    | POST /v1/runtime/auth/leases/l1/revoke |
                    secrets subjects get orders                 | GET /v1/runtime/auth/subjects/connector%3Aorders |
                    secrets subjects revoke orders              | POST /v1/runtime/auth/subjects/connector%3Aorders/revoke |
                    secrets subjects restore connector:orders   | POST /v1/runtime/auth/subjects/connector%3Aorders/restore |
                    tokens list                                 | GET /v1/runtime/tokens |
                    tokens create ci --role worker --expires 1d | POST /v1/runtime/tokens | {"name":"ci","role":"worker","expires_in_seconds":86400}
                    tokens revoke ci                            | DELETE /v1/runtime/tokens/ci |
                    audit list                                  | GET /v1/runtime/audit?limit=100 |
                    """)
    void sendsExactlyOneRequest(String words, String line, String body) {
        TestCli.Result result = cli.run(words.split(" ", -1));

        assertThat(result.err()).doesNotContain("Try:");
        assertThat(result.code()).isZero();
        assertThat(daemon.only().line()).isEqualTo(line);
        assertThat(daemon.only().body()).isEqualTo(body == null ? "" : body);
        assertThat(daemon.only().headers()).containsEntry("Authorization", "Bearer t0p-secret");
    }

    @Test
    void sendsThePreconditionOfAPut() {
        cli.reading("{\"actor_id\":\"x\"}")
                .run("connectors", "put", "http", "o", "-f", "-", "--if-match", "\"7\"");

        assertThat(daemon.only().headers()).containsEntry("If-match", "\"7\"");
        assertThat(daemon.only().body()).isEqualTo("{\"actor_id\":\"x\"}");
    }

    @Test
    void auditVerifyFailsWhenTheChainIsBroken() {
        daemon.answer(
                "GET /v1/runtime/audit/verification",
                200,
                "{\"intact\":false,\"broken_at\":\"7\"}");

        TestCli.Result result = cli.run("audit", "verify");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("Broken at entry 7.\n");
    }

    @Test
    void refusesNamesThatWouldLeadElsewhere() {
        TestCli.Result dots = cli.run("sessions", "get", "..");
        TestCli.Result empty = cli.run("secrets", "delete", "");

        assertThat(dots.code()).isEqualTo(2);
        assertThat(empty.code()).isEqualTo(2);
        assertThat(daemon.seen()).isEmpty();
    }

    @Test
    void workersShowTheLeaseTokenOfTheirClaim() {
        cli.reading(
                "{\"runs\":[{\"run_id\":\"run_1\",\"lease_token\":\"L1\"},{\"run_id\":\"run_2\",\"lease_token\":\"L2\"}]}");

        cli.run("runs", "complete", "run_2", "done", "--claim", "-");

        assertThat(daemon.only().line()).isEqualTo("POST /v1/runs/run_2/complete");
        assertThat(daemon.only().body())
                .isEqualTo("{\"lease_token\":\"L2\",\"outputs\":[{\"content\":\"done\"}]}");
    }

    @Test
    void workersMayFailForGood() {
        cli.with("KHEISH_LEASE_TOKEN", "L9")
                .run("runs", "fail", "run_2", "no such order", "--no-retry");

        assertThat(daemon.only().body())
                .isEqualTo("{\"lease_token\":\"L9\",\"error\":\"no such order\",\"retry\":false}");
    }
}
