package dev.kheish.plugin.external.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Set;

/** Who belongs to a generation, in a made-up process table. */
final class FamilyTest {
    private static final Marker MARKER =
            new Marker("demo", "http://127.0.0.1:4000", "test-0123456789ab", false);
    private static final String ENTRY = Variables.INSTANCE_ID + "=test-0123456789ab";
    private static final long HOST = 50;

    @TempDir Path folder;
    private FakeProc proc;
    private Family family;

    @BeforeEach
    void begin() {
        proc = new FakeProc(folder);
        proc.process(1, 1, 0, 1);
        proc.process(HOST, 10, 1, HOST);
        family = new Family(proc.table(), entry -> entry.pid() == HOST || entry.pid() == 1);
    }

    @Test
    void isTheLeaderItsGroupItsSessionAndTheirChildren() {
        ProcessId leader = proc.process(100, 1000, HOST, 100);
        ProcessId inGroup = proc.process(101, 1001, 100, 100);
        ProcessId ownGroup = proc.process(102, 1002, 100, 102, 100, "S");
        ProcessId ownSession = proc.process(103, 1003, 101, 103);
        ProcessId grandchild = proc.process(104, 1004, 103, 103);
        proc.process(200, 900, 1, 200);
        proc.process(201, 1005, HOST, HOST);

        Members members = family.members(witnessed(leader));

        assertThat(members.grouped()).containsExactlyInAnyOrder(leader, inGroup);
        assertThat(members.strays()).containsExactlyInAnyOrder(ownGroup, ownSession, grandchild);
    }

    @Test
    void isWhoeverCarriesTheMarkerWhereverItWent() {
        ProcessId leader = proc.process(100, 1000, HOST, 100);
        ProcessId daemon = proc.process(300, 1001, 1, 300);
        proc.environ(300, "PATH=/bin", ENTRY);
        proc.process(301, 1002, 1, 301);
        proc.environ(301, "PATH=/bin", ENTRY + "x", "X=" + ENTRY);
        proc.process(302, 1003, 1, 302); // not to be read

        assertThat(family.members(witnessed(leader)).strays()).containsExactly(daemon);
        assertThat(family.closeMembers(witnessed(leader)).strays()).isEmpty();
    }

    @Test
    void leavesOutThoseThatHaveEnded() {
        proc.process(100, 1000, HOST, 100, 100, "Z");
        ProcessId inGroup = proc.process(101, 1001, 1, 100);

        assertThat(family.members(witnessed(new ProcessId(100, 1000))).all())
                .containsExactly(inGroup);
    }

    @Test
    void findsTheGroupOfALeaderThatIsGone() {
        ProcessId inGroup = proc.process(101, 1001, 1, 100);

        assertThat(family.members(witnessed(new ProcessId(100, 1000))).grouped())
                .containsExactly(inGroup);
    }

    @Test
    void isNeverAStrangerWithANumberUsedAgain() {
        proc.process(100, 5000, 1, 100); // another process by now, with a group of its own
        proc.process(101, 5001, 100, 100);

        assertThat(family.members(witnessed(new ProcessId(100, 1000))).all()).isEmpty();
        assertThat(family.members(left(new ProcessId(100, 1000))).all()).isEmpty();
    }

    @Test
    void isNotAGroupThatIsOlderThanItsLeader() {
        proc.process(101, 999, 1, 100);

        assertThat(family.members(witnessed(new ProcessId(100, 1000))).all()).isEmpty();
    }

    @Test
    void afterAHostWasKilledTakesAGroupWithoutLeaderOnlyByItsMarker() {
        proc.process(101, 1001, 1, 100);
        ProcessId marked = proc.process(102, 1002, 1, 100);
        proc.environ(102, ENTRY);

        assertThat(family.members(left(new ProcessId(100, 1000))).all()).containsExactly(marked);
    }

    @Test
    void afterAHostWasKilledTakesWhomThatHostHadSeen() {
        ProcessId seen = proc.process(400, 1001, 1, 400);
        proc.process(401, 9999, 1, 401);
        Kin kin = left(null).knowing(Set.of(seen, new ProcessId(401, 1002)));

        assertThat(family.members(kin).all()).containsExactly(seen);
    }

    @Test
    void isFoundByItsMarkerAloneWhenTheHostWasKilledBeforeItKnewMore() {
        ProcessId marked = proc.process(300, 1001, 1, 300);
        proc.environ(300, ENTRY);

        assertThat(family.members(left(null)).all()).containsExactly(marked);
    }

    @Test
    void withAnIdOfTheOperatorsTakesThoseOfThisConnectorAndHostOnly() {
        Marker fixed = new Marker("demo", "http://127.0.0.1:4000", "mine", true);
        String id = Variables.INSTANCE_ID + "=mine";
        String name = Variables.NAME + "=demo";
        String url = Variables.DAEMON_BASE_URL + "=http://127.0.0.1:4000";
        proc.process(300, 1001, 1, 300);
        proc.environ(300, id);
        proc.process(301, 1001, 1, 301);
        proc.environ(301, id, name, Variables.DAEMON_BASE_URL + "=http://127.0.0.1:4001");
        ProcessId ours = proc.process(302, 1001, 1, 302);
        proc.environ(302, url, "X=Y", name, id);

        assertThat(family.members(new Kin(fixed, null, true, false, Set.of())).all())
                .containsExactly(ours);
    }

    @Test
    void isNeverTheHost() {
        proc.environ(HOST, ENTRY);
        proc.environ(1, ENTRY);
        ProcessId leader = proc.process(100, 1000, HOST, HOST);
        Kin ungrouped = new Kin(MARKER, leader, false, true, Set.of());

        assertThat(family.members(ungrouped)).isEqualTo(new Members(Set.of(), Set.of(leader)));
    }

    private static Kin witnessed(ProcessId leader) {
        return new Kin(MARKER, leader, true, true, Set.of());
    }

    private static Kin left(ProcessId leader) {
        return new Kin(MARKER, leader, true, false, Set.of());
    }
}
