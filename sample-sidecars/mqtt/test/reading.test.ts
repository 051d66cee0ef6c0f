import assert from "node:assert/strict";
import { describe, it } from "node:test";

import type { Incoming } from "../dist/connection.js";
import { OWN_MARK, readMessage, type Message, type Reading } from "../dist/message.js";
import { PacketIds } from "../dist/packet-ids.js";
import { decodeRoute } from "../dist/reply.js";
import { readSettings, SettingsError, type Settings } from "../dist/settings.js";
import { fill, templateProblem } from "../dist/template.js";
import { covers, isFilter, isTopic, matches } from "../dist/topics.js";

const LEAST = { MQTT_URL: "mqtt://broker:1883", MQTT_TOPICS: "a/#" };

function settings(more: Record<string, string> = {}): Settings {
  return readSettings({ ...LEAST, ...more }, "lab");
}

function read(message: Partial<Message>, more: Record<string, string> = {}): Reading {
  return readMessage(
    { topic: "a/b", payload: Buffer.from("x"), retain: false, ...message },
    settings(more),
    () => "made",
  );
}

function event(message: Partial<Message>, more: Record<string, string> = {}) {
  const reading = read(message, more);
  assert.equal(reading.kind, "event");
  return reading.kind === "event" ? reading.event : assert.fail();
}

describe("topics", () => {
  it("match filters as the standard says", () => {
    const table: [string, string, boolean][] = [
      ["a/b", "a/b", true],
      ["a/b", "a/B", false],
      ["a/+", "a/b", true],
      ["a/+", "a/", true],
      ["a/+", "a", false],
      ["a/+", "a/b/c", false],
      ["+/b", "/b", true],
      ["+", "/b", false],
      ["a/#", "a", true],
      ["a/#", "a/b/c", true],
      ["a/#", "ab", false],
      ["#", "a/b", true],
      ["#", "$SYS/x", false],
      ["+/x", "$SYS/x", false],
      ["$SYS/#", "$SYS/x", true],
      ["$share/g/a/#", "a/b", true],
      ["$share/g/#", "$SYS/x", false],
    ];
    for (const [filter, topic, expected] of table) {
      assert.equal(matches(filter, topic), expected, `${filter} ${topic}`);
    }
  });

  it("are told from filters", () => {
    assert.deepEqual(["a", "/", "a/+", "a/#", "", "a\u0000"].map(isTopic), [true, true, false, false, false, false]);
    const filters = ["a", "#", "a/#", "+/a/+", "a#", "a/#/b", "a+/b", ""];
    assert.deepEqual(filters.map(isFilter), [true, true, true, true, false, false, false, false]);
  });

  it("of one filter may be among those of another", () => {
    const pairs: [string, string, boolean][] = [
      ["a/#", "a/b", true],
      ["a/#", "a/+", true],
      ["a/#", "a/b/#", true],
      ["#", "a/#", true],
      ["a/+", "a/b", true],
      ["a/+", "a/#", false],
      ["a/b", "a/+", false],
      ["a/b", "a/b", true],
      ["a/b/#", "a/#", false],
    ];
    for (const [outer, inner, expected] of pairs) {
      assert.equal(covers(outer, inner), expected, `${outer} ${inner}`);
    }
  });
});

describe("templates", () => {
  it("are filled with the topic", () => {
    assert.equal(fill("{topic}/reply", "a/b"), "a/b/reply");
    assert.equal(fill("x/{2}/{1}", "a/b"), "x/b/a");
    assert.equal(fill("x/{3}", "a/b"), undefined);
    assert.equal(fill("x/{1}", "/b"), undefined);
    assert.equal(fill("plain", "a/b"), "plain");
  });

  it("say what is wrong with them", () => {
    assert.equal(templateProblem("{topic}/{12}/x"), undefined);
    for (const wrong of ["", "{0}", "{name}", "{", "a}", "{}", "{100}"]) {
      assert.notEqual(templateProblem(wrong), undefined, wrong);
    }
  });
});

describe("settings", () => {
  it("have defaults", () => {
    assert.deepEqual(settings(), {
      url: "mqtt://broker:1883",
      topics: ["a/#"],
      qos: 1,
      retained: false,
      thread: "{topic}",
      replyTopic: undefined,
      publishTopics: ["#"],
      eventIdProperty: "event-id",
      clientId: "kheish-lab",
      protocolVersion: 5,
      sessionExpirySeconds: 86_400,
      keepAliveSeconds: 30,
      caFile: undefined,
    });
  });

  it("can all be set", () => {
    const set = settings({
      MQTT_URL: "wss://broker/mqtt",
      MQTT_TOPICS: "a/+ , $share/g/b/#",
      MQTT_QOS: "0",
      MQTT_RETAINED: "true",
      MQTT_THREAD: "t/{1}",
      MQTT_REPLY_TOPIC: "r/{2}",
      MQTT_PUBLISH_TOPICS: "r/#,s",
      MQTT_EVENT_ID_PROPERTY: "id",
      MQTT_CLIENT_ID: "c-1",
      MQTT_SESSION_EXPIRY_S: "0",
      MQTT_KEEPALIVE_S: "5",
      MQTT_CA_FILE: "/etc/ca.pem",
    });

    assert.deepEqual(set, {
      url: "wss://broker/mqtt",
      topics: ["a/+", "$share/g/b/#"],
      qos: 0,
      retained: true,
      thread: "t/{1}",
      replyTopic: "r/{2}",
      publishTopics: ["r/#", "s"],
      eventIdProperty: "id",
      clientId: "c-1",
      protocolVersion: 5,
      sessionExpirySeconds: 0,
      keepAliveSeconds: 5,
      caFile: "/etc/ca.pem",
    });
    assert.equal(settings({ MQTT_PROTOCOL_VERSION: "3.1.1" }).protocolVersion, 4);
  });

  it("name everything that is wrong with them", () => {
    const wrong: [Record<string, string>, RegExp][] = [
      [{ MQTT_URL: "http://broker" }, /MQTT_URL is not/],
      [{ MQTT_URL: "mqtt://u:p@broker" }, /MQTT_URL has a user or password/],
      [{ MQTT_TOPICS: "a/#/b" }, /MQTT_TOPICS has 'a\/#\/b'/],
      [{ MQTT_TOPICS: "a/#,a/b" }, /brings the same messages again/],
      [{ MQTT_TOPICS: "$share/g/a", MQTT_PROTOCOL_VERSION: "3.1.1" }, /MQTT 3\.1\.1 has none/],
      [{ MQTT_QOS: "2" }, /MQTT_QOS is '2', not 1 or 0/],
      [{ MQTT_RETAINED: "yes" }, /MQTT_RETAINED/],
      [{ MQTT_THREAD: "{x}" }, /MQTT_THREAD has the place \{x\}/],
      [{ MQTT_THREAD: "a//b" }, /MQTT_THREAD has an empty level/],
      [{ MQTT_REPLY_TOPIC: "r/+" }, /MQTT_REPLY_TOPIC has a wildcard/],
      [{ MQTT_REPLY_TOPIC: "a/b" }, /answers would be questions/],
      [{ MQTT_KEEPALIVE_S: "1" }, /MQTT_KEEPALIVE_S is '1'/],
      [{ MQTT_SESSION_EXPIRY_S: "-1" }, /MQTT_SESSION_EXPIRY_S/],
      [{ MQTT_PASSWORD: "p" }, /MQTT_PASSWORD must not stand in env/],
      [{ MQTT_TOPIC: "a" }, /MQTT_TOPIC is no setting/],
    ];
    for (const [more, expected] of wrong) {
      assert.throws(
        () => settings(more),
        (failure: unknown) => failure instanceof SettingsError && expected.test(failure.message),
      );
    }
    assert.throws(() => settings({ MQTT_URL: "x", MQTT_QOS: "2" }), /2 problems/);
  });
});

describe("messages", () => {
  it("have the id that their publisher gave, or that of the request, or one that was made", () => {
    assert.equal(event({ userProperties: { "event-id": " m-1 " } }).eventId, "mqtt-m-1");
    assert.equal(
      event({ userProperties: { id: ["m-2", "m-3"] } }, { MQTT_EVENT_ID_PROPERTY: "id" }).eventId,
      "mqtt-m-2",
    );
    assert.match(event({ userProperties: { "event-id": "x".repeat(600) } }).eventId, /^mqtt-[0-9a-f]{32}$/);
    assert.equal(event({}).eventId, "made");

    const request = { correlation: Buffer.from("1"), responseTopic: "r" };
    const { eventId } = event(request);
    assert.match(eventId, /^mqtt-[0-9a-f]{32}$/);
    assert.equal(event(request).eventId, eventId);
    assert.notEqual(event({ ...request, payload: Buffer.from("y") }).eventId, eventId);
    assert.notEqual(event({ ...request, responseTopic: "s" }).eventId, eventId);
    assert.notEqual(event({ ...request, correlation: Buffer.from("2") }).eventId, eventId);
  });

  it("are in the thread that the template makes of their topic, or in that of the whole topic", () => {
    const all = { MQTT_TOPICS: "#" };
    assert.deepEqual(event({ topic: "a/b/c" }, all).thread, ["a", "b", "c"]);
    assert.deepEqual(event({ topic: "a/b/c" }, { ...all, MQTT_THREAD: "x/{topic}" }).thread, ["x", "a", "b", "c"]);
    assert.deepEqual(event({ topic: "a/b/c" }, { ...all, MQTT_THREAD: "{3}-{1}" }).thread, ["c-a"]);
    assert.deepEqual(event({ topic: "a/b" }, { ...all, MQTT_THREAD: "{3}" }).thread, ["a", "b"]);
    assert.deepEqual(event({ topic: "/a" }, all).thread, ["(empty)", "a"]);
    const deep = Array.from({ length: 40 }, (_, level) => String(level));
    const thread = event({ topic: deep.join("/") }, all).thread!;
    assert.deepEqual([thread.length, thread.join("/")], [32, deep.join("/")]);
  });

  it("bring text, or a file when they are none", () => {
    assert.equal(event({ payload: Buffer.from("é") }).content, "é");
    assert.equal(event({ payload: Buffer.from("{}"), contentType: "application/ld+json" }).content, "{}");
    const types = event({ payload: Buffer.from("x"), contentType: "image/png" }).attachments!;
    assert.deepEqual(
      types.map((file) => file.type === "inline_asset" && file.mediaType),
      ["image/png"],
    );
    const [file] = event({ payload: Buffer.from([0xff]), topic: "a/" }).attachments!;
    assert.deepEqual(file, {
      type: "inline_asset",
      fileName: "message.bin",
      mediaType: "application/octet-stream",
      content: Buffer.from([0xff]),
    });
  });

  it("are answered where they say, if that is allowed, else where the settings say", () => {
    const route = (message: Partial<Message>, more?: Record<string, string>) => {
      const { replyRoute } = event(message, more);
      return replyRoute === undefined ? undefined : decodeRoute(replyRoute);
    };
    const correlation = Buffer.from([1]);
    assert.deepEqual(route({ responseTopic: "r", correlation }), { topic: "r", correlation });
    assert.equal(route({}), undefined);
    assert.equal(route({ responseTopic: "r/+" }), undefined);
    assert.equal(route({ responseTopic: "$SYS/x" }), undefined);
    const configured = { MQTT_REPLY_TOPIC: "out/{2}", MQTT_PUBLISH_TOPICS: "out/#" };
    assert.equal(route({ responseTopic: "r" }, configured)?.topic, "out/b");
    assert.equal(route({ responseTopic: "out/r" }, configured)?.topic, "out/r");
    assert.equal(route({ topic: "a" }, configured), undefined);
  });

  it("are ignored for a reason", () => {
    const reasons: [Partial<Message>, RegExp, boolean][] = [
      [{ payload: Buffer.from(" \n") }, /blank/, false],
      [{ payload: Buffer.alloc(0) }, /blank/, false],
      [{ retain: true }, /retained/, false],
      [{ payload: Buffer.alloc(1_048_577, "x") }, /1048577 bytes/, true],
      [{ topic: "other" }, /MQTT_CLIENT_ID/, true],
      [{ userProperties: { [OWN_MARK]: "kheish-lab" } }, /itself/, false],
    ];
    for (const [message, why, worthTelling] of reasons) {
      const reading = read(message);
      assert.ok(
        reading.kind === "ignored" && why.test(reading.why) && reading.worthTelling === worthTelling,
        String(why),
      );
    }
    assert.equal(read({ userProperties: { [OWN_MARK]: "another" } }).kind, "event");
    assert.equal(read({ payload: Buffer.alloc(1_048_576, "x") }).kind, "event");
  });

  it("bring no more user properties than are reasonable", () => {
    const { metadata } = event({ userProperties: { big: "x".repeat(70_000) } });

    assert.deepEqual(metadata, {
      mqtt: {
        topic: "a/b",
        content_type: undefined,
        response_topic: undefined,
        user_properties: "left out: too large",
      },
    });
  });
});

describe("made ids", () => {
  let now = 0;
  const incoming = (text: string, packetId: number | undefined, dup: boolean): Incoming => ({
    message: { topic: "a", payload: Buffer.from(text), retain: false },
    qos: packetId === undefined ? 0 : 1,
    packetId,
    dup,
    acknowledge: () => {},
  });

  it("stay with a message that the broker sends again, and with no other", () => {
    const ids = new PacketIds(() => now);
    const first = ids.idFor(incoming("on", 1, false));

    assert.equal(ids.idFor(incoming("on", 1, true)), first);
    assert.notEqual(ids.idFor(incoming("on", 2, true)), first);
    assert.notEqual(ids.idFor(incoming("off", 1, true)), first);
    assert.notEqual(ids.idFor(incoming("on", 1, false)), first);
    assert.notEqual(ids.idFor(incoming("on", undefined, false)), ids.idFor(incoming("on", undefined, false)));
  });

  it("stay when the acknowledgement may have been lost, and only then", () => {
    const ids = new PacketIds(() => now);
    const [early, late] = [ids.idFor(incoming("on", 1, false)), ids.idFor(incoming("on", 2, false))];
    ids.acknowledged(1);
    now += 60_001;
    ids.acknowledged(2);
    ids.connectionLost();

    assert.notEqual(ids.idFor(incoming("on", 1, true)), early);
    assert.equal(ids.idFor(incoming("on", 2, true)), late);
    ids.sessionLost();
    assert.notEqual(ids.idFor(incoming("on", 2, true)), late);
  });
});
