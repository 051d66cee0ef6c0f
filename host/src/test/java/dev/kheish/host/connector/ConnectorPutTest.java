package dev.kheish.host.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class ConnectorPutTest {
    @TempDir Path home;
    private Rig rig;

    @BeforeEach
    void start() throws InterruptedException {
        rig = Rig.started(home);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void createsAndShowsAConnector() throws InterruptedException {
        ObjectNode view =
                rig.stored(
                        "desk",
                        "{'token':{'value':'sentinel'},'channels':['b','a'],'actor_id':' hook '}");

        assertThat(view.path("kind").asText()).isEqualTo("lamp");
        assertThat(view.path("source").asText()).isEqualTo("daemon");
        assertThat(view.path("state").asText()).isEqualTo("active");
        assertThat(view.path("revision").asLong()).isEqualTo(1);
        assertThat(view.path("token"))
                .isEqualTo(
                        Rig.json(
                                "{'configured':true,'source':'secret_ref','secret_ref':'connectors.lamp.desk.token'}"));
        assertThat(view.path("signing_secret")).isEqualTo(Rig.json("{'configured':false}"));
        assertThat(view.path("channels").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(view.path("rate").asInt()).isEqualTo(60);
        assertThat(view.path("include_self").asBoolean()).isTrue();
        assertThat(view.has("fixed_session_id")).isFalse();
        assertThat(view.has("extra_targets")).isFalse();
        assertThat(rig.lamp.last().context.secret("token")).contains("sentinel");
    }

    @Test
    void tellsCreationFromChange() throws InterruptedException {
        assertThat(((PutOutcome.Stored) rig.put("desk", "{'allow_anonymous':true}")).created())
                .isTrue();

        PutOutcome.Stored again = (PutOutcome.Stored) rig.put("desk", "{'rate':5}");

        assertThat(again.created()).isFalse();
        assertThat(again.revision()).isEqualTo(2);
        assertThat(again.view().path("allow_anonymous").asBoolean()).isTrue();
        assertThat(again.view().path("rate").asInt()).isEqualTo(5);
    }

    @Test
    void keepsTheRevisionWhenNothingChanges() throws InterruptedException {
        rig.stored(
                "desk",
                "{'allow_anonymous':true,'rate':5,'session_policy':{'capability_scope':{'a':1}}}");
        int opened = rig.lamp.opened.size();

        ObjectNode view =
                rig.stored("desk", "{'rate':5,'session_policy':{'capability_scope':{'a':1}}}");

        assertThat(view.path("revision").asInt()).isEqualTo(1);
        assertThat(rig.lamp.opened).hasSize(opened);
    }

    @Test
    void replacesNothingWhenTheSameSecretComesAgain() throws InterruptedException {
        String whole = "{'token':{'value':'sentinel '},'rate':5}";
        rig.stored("desk", whole);
        int opened = rig.lamp.opened.size();

        ObjectNode same = rig.stored("desk", whole);

        assertThat(same.path("revision").asInt()).isEqualTo(1);
        assertThat(rig.lamp.opened).hasSize(opened);

        ObjectNode other = rig.stored("desk", "{'token':{'value':'another'},'rate':5}");

        assertThat(other.path("revision").asInt()).isEqualTo(2);
        assertThat(rig.lamp.opened.size()).isGreaterThan(opened);
    }

    @Test
    void survivesARestart() throws InterruptedException {
        rig.stored("desk", "{'token':{'value':'sentinel'},'rate':5}");
        ObjectNode before = rig.view("desk");

        rig.restart();
        rig.awaitState("desk", "active");

        ObjectNode after = rig.view("desk");
        after.remove("state_since_ms");
        before.remove("state_since_ms");
        assertThat(after).isEqualTo(before);
        assertThat(rig.lamp.last().context.secret("token")).contains("sentinel");
    }

    @Test
    void asksTheConditionAboutTheCurrentRevision() throws InterruptedException {
        List<String> asked = new ArrayList<>();
        RevisionCondition condition = revision -> asked.add(revision.orElse("none"));
        RevisionCondition refusal =
                revision -> {
                    throw new IllegalArgumentException("stale: " + revision.orElse("none"));
                };
        rig.connectors.put(
                new PutRequest(
                        Rig.lamp("desk"), Rig.json("{'allow_anonymous':true}"), "ops", condition));
        rig.connectors.put(
                new PutRequest(Rig.lamp("desk"), Rig.json("{'rate':5}"), "ops", condition));

        assertThatThrownBy(
                        () ->
                                rig.connectors.put(
                                        new PutRequest(
                                                Rig.lamp("desk"),
                                                Rig.json("{'rate':7}"),
                                                "ops",
                                                refusal)))
                .hasMessage("stale: 2");
        assertThatThrownBy(
                        () ->
                                rig.connectors.delete(
                                        new DeleteRequest(
                                                Rig.lamp("desk"), "ops", false, false, refusal)))
                .hasMessage("stale: 2");

        assertThat(asked).containsExactly("none", "1");
        assertThat(rig.view("desk").path("rate").asInt()).isEqualTo(5);
    }

    @Test
    void aNewIncarnationContinuesTheRevisions() throws InterruptedException {
        rig.stored("desk", "{'allow_anonymous':true}");
        rig.stored("desk", "{'rate':5}");
        rig.connectors.delete(DeleteRequest.of(Rig.lamp("desk"), Rig.ACTOR));

        assertThat(rig.stored("desk", "{'allow_anonymous':true}").path("revision").asInt())
                .isEqualTo(3);
    }

    @Test
    void keepsImmutableSettings() throws InterruptedException {
        rig.stored("desk", "{'allow_anonymous':true,'platform':'a'}");

        assertThat(rig.put("desk", "{'platform':'b'}")).isInstanceOf(PutOutcome.Immutable.class);
        assertThat(rig.put("desk", "{'platform':null}")).isInstanceOf(PutOutcome.Immutable.class);
        assertThat(rig.put("desk", "{'platform':' a '}")).isInstanceOf(PutOutcome.Stored.class);
    }

    @Test
    void refusesNamesThatCannotStandInAPath() throws InterruptedException {
        for (String bad : List.of("", ".a", "-a", "a:b", "a/b", "a b", "é", "x".repeat(64))) {
            assertThat(rig.mistakes(bad, "{'allow_anonymous':true}"))
                    .allMatch(line -> line.startsWith("name: "));
        }
        assertThat(rig.put("x".repeat(63), "{'allow_anonymous':true}"))
                .isInstanceOf(PutOutcome.Stored.class);
    }

    @Test
    void takesItsOwnNameInTheBodyButNoOther() throws InterruptedException {
        assertThat(rig.put("desk", "{'name':'desk','kind':'lamp','allow_anonymous':true}"))
                .isInstanceOf(PutOutcome.Stored.class);
        assertThat(rig.mistakes("desk", "{'name':'other'}"))
                .containsExactly("name: must be that of the path, or left out");
    }

    @Test
    void asksTheKindWhatNoSingleSettingCanTell() throws InterruptedException {
        assertThat(rig.mistakes("desk", "{}"))
                .containsExactly("token: is needed unless allow_anonymous is true");
        assertThat(rig.connectors.view(Rig.lamp("desk"), true)).isEmpty();
    }

    @Test
    void refusesTargetsThatCannotBeUsed() throws InterruptedException {
        rig.stored("desk", "{'allow_anonymous':true}");

        assertThat(
                        rig.mistakes(
                                "hall",
                                "{'allow_anonymous':true,'extra_targets':[{'plugin':'lamp','address':'desk/1'},"
                                        + "{'plugin':'lamp','address':'none/1'},{'plugin':'lamp','address':'a!'},"
                                        + "{'plugin':'lamp','address':'desk/forbidden'},{'plugin':'nokind','address':'a'},"
                                        + "{'plugin':'lamp','address':'hall/self'},{'plugin':'daemon','address':'s'}]}"))
                .containsExactly(
                        "extra_targets[1]: A reply target names the connector 'lamp/none', which"
                                + " does not exist.",
                        "extra_targets[2]: An address has no exclamation mark.",
                        "extra_targets[3]: The lane forbidden is not allowed.",
                        "extra_targets[4]: No plugin offers the kind 'nokind' that a reply target"
                                + " names.");
    }

    @Test
    void refusesAPersonaOrASlotThatIsNotThere() throws InterruptedException {
        assertThat(
                        rig.mistakes(
                                "desk",
                                "{'token':{'secret_ref':'none'},'session_policy':{'persona_id':'nobody'},"
                                        + "'child':{'command':'x','credential_slots':{'A':'gone'}}}"))
                .containsExactlyInAnyOrder(
                        "session_policy.persona_id: names no persona: 'nobody'",
                        "child.credential_slots.A: names no secret slot: 'gone'",
                        "token.secret_ref: names no secret slot: 'none'");
    }

    @Test
    void guessesWhichKindWasMeant() throws InterruptedException {
        PutOutcome outcome =
                rig.connectors.put(
                        PutRequest.of(new ConnectorKey("lmap", "a"), Rig.json("{}"), Rig.ACTOR));

        assertThat(outcome)
                .isEqualTo(
                        new PutOutcome.UnknownKind(
                                "There is no kind 'lmap'; did you mean 'lamp'?"));
    }

    @Test
    void givesThePolicyOfTheSettings() throws InterruptedException {
        rig.stored(
                "desk",
                "{'allow_anonymous':true,'fixed_session_id':'s','rate':9,'session_policy':{'create_if_missing':true,"
                        + "'persona_id':'triage','credential_scope':{'b':1,'a':[2]}},'delivery':{'max_age':'2h','per_second':3}}");

        ConnectorPolicy policy =
                ((Lookup.Live) rig.connectors.directory().find("lamp", "desk"))
                        .connector()
                        .policy();

        assertThat(policy.fixedSessionId()).isEqualTo("s");
        assertThat(policy.eventsPerSecond()).isEqualTo(9);
        assertThat(policy.session())
                .isEqualTo(new SessionPolicy(true, "triage", null, "{\"a\":[2],\"b\":1}"));
        assertThat(policy.delivery().maxAge()).hasHours(2);
        assertThat(policy.delivery().perSecond()).isEqualTo(3);
        assertThat(policy.delivery().concurrency()).isEqualTo(DeliveryPolicy.DEFAULT.concurrency());
    }

    @Test
    void tellsReadersLessThanAdmins() throws InterruptedException {
        rig.stored("desk", "{'allow_anonymous':true}");
        rig.stored(
                "hall",
                "{'allow_anonymous':true,'extra_targets':[{'plugin':'lamp','address':'desk/private'}]}");

        assertThat(rig.connectors.view(Rig.lamp("hall"), true).orElseThrow().toString())
                .contains("desk/private");
        assertThat(rig.connectors.view(Rig.lamp("hall"), false).orElseThrow().toString())
                .doesNotContain("private")
                .contains("shown as desk");
    }

    @Test
    void showsToAdminsAloneWhatIsForThem() throws InterruptedException {
        rig.stored(
                "desk",
                "{'allow_anonymous':true,'greeting':' hi ','child':{'command':'x','args':['--key',' v ','']}}");

        assertThat(rig.view("desk").path("greeting").asText()).isEqualTo(" hi ");
        assertThat(rig.view("desk").path("child").toString())
                .isEqualTo("{\"command\":\"x\",\"args\":[\"--key\",\" v \",\"\"]}");
        ObjectNode forReaders = rig.connectors.view(Rig.lamp("desk"), false).orElseThrow();
        assertThat(forReaders.path("child").toString()).isEqualTo("{\"command\":\"x\"}");
        assertThat(forReaders.has("greeting")).isFalse();
    }

    @Test
    void neverShowsWhatAHiddenMapHolds() throws InterruptedException {
        rig.stored(
                "desk",
                "{'allow_anonymous':true,'child':{'command':'x','env':{'B':'hidden','A':'hidden'}}}");

        assertThat(rig.view("desk").path("child").toString())
                .isEqualTo("{\"command\":\"x\",\"env_keys\":[\"A\",\"B\"]}");
        assertThat(rig.lamp.last().settings.object("child").orElseThrow().map("env"))
                .containsEntry("A", "hidden");
    }
}
