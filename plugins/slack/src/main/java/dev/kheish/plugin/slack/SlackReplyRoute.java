package dev.kheish.plugin.slack;

import dev.kheish.spi.CanonicalJson;
import dev.kheish.spi.Origin;
import dev.kheish.spi.ReplyHandle;
import dev.kheish.spi.Target;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;

/**
 * Where an answer is posted to. Immutable.
 *
 * @param connector which connector posts
 * @param thread the first message of the thread; null for the channel itself
 */
record SlackReplyRoute(
        String connector, Workspace workspace, String channel, @Nullable String thread) {
    private static final int SHOWN_DIGITS = 16;

    /** The text that leads here again; equal routes have equal addresses. */
    String address(JsonProvider json) {
        JsonObjectBuilder members = json.createObjectBuilder().add("connector", connector);
        String enterprise = workspace.enterprise();
        if (enterprise != null) {
            members.add("enterprise_id", enterprise);
        }
        String team = workspace.team();
        if (team != null) {
            members.add("team_id", team);
        }
        members.add("channel_id", channel);
        if (thread != null) {
            members.add("thread_ts", thread);
        }
        return members.build().toString();
    }

    /** The same channel, in a thread. */
    SlackReplyRoute in(String ts) {
        return new SlackReplyRoute(connector, workspace, channel, ts);
    }

    ReplyHandle handle(JsonProvider json) {
        return ReplyHandle.of(SlackKind.NAME, address(json));
    }

    /** A thread is a lane: what is said in it keeps its order, and holds up nobody else. */
    Target target(JsonProvider json, Origin origin) {
        String lane = workspace.scope() + ":" + channel + (thread == null ? "" : ":" + thread);
        return Target.of(address(json), origin, display()).withConnector(connector).withLane(lane);
    }

    // The id of a direct conversation stands for a person.
    private String display() {
        String digest = CanonicalJson.sha256(channel).substring(0, SHOWN_DIGITS);
        return SlackKind.NAME + ":" + connector + ":channel_sha256:" + digest;
    }
}
