import assert from "node:assert/strict";
import { connect, createServer, type AddressInfo } from "node:net";
import { after, afterEach, before, beforeEach, describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";

import type { JsonObject } from "@kheish/sidecar";
import { eventually, FakeHost, freePort, SidecarProcess } from "@kheish/sidecar/testing";
import mqtt, { type IPublishPacket, type MqttClient } from "mqtt";
import mqttPacket, { type Packet } from "mqtt-packet";
import { createWebSocketStream, WebSocketServer } from "ws";

import { missing, Mosquitto, type BrokerOptions } from "./mosquitto.js";

const RUN = fileURLToPath(new URL("../run", import.meta.url));

const skip = missing();

describe("with a real broker", { skip: skip ?? false, timeout: 300_000 }, () => {
  let broker: Mosquitto;
  let host: FakeHost;
  let sidecar: SidecarProcess;
  let port: number;
  let people: MqttClient;
  let heard: IPublishPacket[];
  const all: SidecarProcess[] = [];

  before(async () => {
    broker = await Mosquitto.start();
  });

  after(async () => {
    await broker.close();
  });

  beforeEach(async () => {
    host = await FakeHost.start({ name: "lab", sharedToken: "t-1" });
    port = await freePort();
    people = await mqtt.connectAsync(broker.url, { protocolVersion: 5, reconnectPeriod: 100 });
    heard = [];
    people.on("message", (_topic, _payload, packet) => heard.push(packet));
  });

  afterEach(async () => {
    await people.endAsync(true);
    await Promise.all(all.splice(0).map((process) => process.close()));
    await host.close();
  });

  async function start(settings: Record<string, string> = {}, status = "ready"): Promise<void> {
    const environment = host.environment(port, { MQTT_URL: broker.url, ...settings });
    sidecar = SidecarProcess.start([RUN], environment);
    all.push(sidecar);
    await sidecar.client.until(status, 60_000);
  }

  /** Topics of this test alone, and so a session at the broker. */
  function fresh(name: string): Record<string, string> {
    return { MQTT_TOPICS: `${name}/#`, MQTT_CLIENT_ID: `client-${name}` };
  }

  async function events(count: number): Promise<JsonObject[]> {
    await eventually(`${count} events`, () => host.events.length >= count);
    return host.events;
  }

  const contents = () => host.events.map((event) => event["content"]);

  it("makes events of messages, the topic's levels their thread", async () => {
    await start(fresh("plain"));

    await people.publishAsync("plain/kitchen/lamp", "switch on ☕", {
      qos: 1,
      properties: { contentType: "text/plain", userProperties: { "event-id": "m-1", room: "kitchen" } },
    });

    const [event] = await events(1);
    assert.equal(event!["event_id"], "mqtt-m-1");
    assert.equal(event!["content"], "switch on ☕");
    assert.deepEqual(event!["thread"], { path: ["plain", "kitchen", "lamp"] });
    assert.equal(event!["reply_route"], undefined);
    const userProperties = { "event-id": "m-1", room: "kitchen" };
    assert.deepEqual(event!["metadata"], {
      mqtt: { topic: "plain/kitchen/lamp", content_type: "text/plain", user_properties: userProperties },
    });
  });

  it("publishes answers where the question says, with what the requester knows it by", async () => {
    await start(fresh("ask"));
    await people.subscribeAsync("answers/me", { qos: 1 });
    await people.publishAsync("ask/weather", "sunny?", {
      qos: 1,
      properties: { responseTopic: "answers/me", correlationData: Buffer.from([0, 255, 7]) },
    });
    const [event] = await events(1);

    const answer = await sidecar.client.deliver({
      delivery_id: "dlv_7",
      reply_route: event!["reply_route"] as string,
      content: "rain 🌧",
    });

    assert.deepEqual(answer.body, { status: "committed" });
    const packet = await eventually("the answer", () => heard[0]);
    assert.equal(packet.payload.toString(), "rain 🌧");
    assert.deepEqual(packet.properties?.correlationData, Buffer.from([0, 255, 7]));
    assert.equal(packet.properties?.userProperties?.["delivery-id"], "dlv_7");
  });

  it("publishes answers to the configured topic where the question names none", async () => {
    await start({ ...fresh("tell"), MQTT_REPLY_TOPIC: "told/{2}", MQTT_THREAD: "rooms/{2}" });
    await people.subscribeAsync("told/#", { qos: 1 });
    await people.publishAsync("tell/hall/x", "hi", { qos: 1 });
    const [event] = await events(1);
    assert.deepEqual(event!["thread"], { path: ["rooms", "hall"] });

    await sidecar.client.deliver({ reply_route: event!["reply_route"] as string, content: "hello" });

    const packet = await eventually("the answer", () => heard[0]);
    assert.deepEqual([packet.topic, packet.payload.toString()], ["told/hall", "hello"]);
  });

  it("acknowledges only what the host has: a crash before that loses nothing", async () => {
    host.answerNext(...Array.from({ length: 500 }, () => ({ status: 503 })));
    await start(fresh("crash"));
    await people.publishAsync("crash/a", "one", { qos: 1 });
    await eventually("the host was asked", () => host.requests.length > 0);
    await sidecar.close();
    assert.deepEqual(host.events, []);

    const other = await FakeHost.start({ name: "lab", sharedToken: "t-1" });
    await host.close();
    host = other;
    await start(fresh("crash"));

    await events(1);
    assert.deepEqual(contents(), ["one"]);
  });

  it("acknowledges what the host has: the next process does not get it again", async () => {
    await start(fresh("again"));
    await people.publishAsync("again/a", "one", { qos: 1 });
    await events(1);
    sidecar.signal("SIGTERM");
    assert.equal(await sidecar.exited, 0);
    await people.publishAsync("again/a", "while it was away", { qos: 1 });

    await start(fresh("again"));
    await people.publishAsync("again/a", "two", { qos: 1 });

    // These messages have no ids of their own, so that one that came again would be one more.
    await events(3);
    assert.deepEqual(contents(), ["one", "while it was away", "two"]);
  });

  it("keeps messages in order while the host is away, and says that it is", async () => {
    await start(fresh("order"));
    host.answerNext(...Array.from({ length: 3 }, () => ({ status: 409, body: { code: "conflict" } })));
    for (let number = 0; number < 150; number++) {
      people.publish(`order/${number % 3}`, String(number), { qos: 1 });
    }
    await sidecar.client.until("degraded");
    assert.match(String((await sidecar.client.health())["detail"]), /create_if_missing/);

    await events(150);
    await sidecar.client.until("ready");
    assert.deepEqual(
      contents(),
      Array.from({ length: 150 }, (_, number) => String(number)),
    );
  });

  it("goes on after a message that the host rejects, and says so", async () => {
    await start(fresh("reject"));
    host.answerNext({ status: 200, body: { results: [{ status: "rejected", reason: "no such thing" }] } });
    await people.publishAsync("reject/a", "one", { qos: 1 });
    await eventually("the log says so", () => /a message on 'reject\/a' is lost.*no such thing/.test(sidecar.log));

    await people.publishAsync("reject/a", "two", { qos: 1 });

    await events(1);
    assert.deepEqual(contents(), ["two"]);
  });

  it("ignores retained messages unless it is told otherwise", async () => {
    await people.publishAsync("kept/state", "old", { qos: 1, retain: true });
    await start(fresh("kept"));
    await people.publishAsync("kept/state", "new", { qos: 1 });
    await events(1);
    assert.deepEqual(contents(), ["new"]);
    await sidecar.close();

    await start({ ...fresh("kept"), MQTT_CLIENT_ID: "client-kept-2", MQTT_RETAINED: "true" });
    await events(2);
    assert.deepEqual(contents(), ["new", "old"]);
  });

  it("takes bytes that are no text as a file", async () => {
    await start(fresh("bytes"));
    await people.publishAsync("bytes/camera", Buffer.from([0xff, 0xd8, 0xff]), {
      qos: 1,
      properties: { contentType: "image/jpeg" },
    });

    const [event] = await events(1);

    const file = { type: "inline_asset", file_name: "camera.bin", media_type: "image/jpeg", content_base64: "/9j/" };
    assert.deepEqual(event!["attachments"], [file]);
  });

  for (const [name, topics] of [
    ["its own subscription", "loop/#"],
    ["a shared subscription", "$share/group/loop-shared/#"],
  ] as const) {
    it(`never takes its own answer for a question, in ${name}`, async () => {
      const base = topics.split("/").at(-2)!;
      await start({ MQTT_TOPICS: topics, MQTT_CLIENT_ID: `client-${base}` });
      await sidecar.client.deliver({ reply_route: JSON.stringify({ topic: `${base}/a` }), content: "an answer" });
      await people.publishAsync(`${base}/a`, "a question", { qos: 1 });

      await events(1);

      assert.deepEqual(contents(), ["a question"]);
    });
  }

  it("speaks MQTT 3.1.1 with brokers that know no other, and then answers nowhere where it listens", async () => {
    await start({ ...fresh("old"), MQTT_PROTOCOL_VERSION: "3.1.1", MQTT_REPLY_TOPIC: "old-answers/{2}" });
    await people.subscribeAsync("old-answers/#", { qos: 1 });
    await people.publishAsync("old/a", "hi", { qos: 1 });
    const [event] = await events(1);
    const reply = await sidecar.client.deliver({ reply_route: event!["reply_route"] as string, content: "hello" });
    assert.deepEqual(reply.body, { status: "committed" });
    await eventually("the answer", () => heard[0]);

    const loop = await sidecar.client.deliver({ delivery_id: "x", reply_route: '{"topic":"old/a"}', content: "hello" });

    assert.equal((loop.body as JsonObject)["status"], "terminal_error");
  });

  it("sends answers away for good that can go nowhere", async () => {
    await start({ ...fresh("nowhere"), MQTT_PUBLISH_TOPICS: "answers/#" });
    const outcomes = await Promise.all(
      [
        ["", "x"],
        ['{"topic":"a/+"}', "x"],
        ['{"topic":"secret/a"}', "x"],
        ['{"topic":"answers/a"}', ""],
      ].map(([reply_route, content], index) =>
        sidecar.client.deliver({ delivery_id: `n-${index}`, reply_route, content }),
      ),
    );

    assert.ok(outcomes.every(({ body }) => (body as JsonObject)["status"] === "terminal_error"));
  });

  it("finds its way back when the broker was away, and loses nothing", async () => {
    await start(fresh("back"));
    host.answerNext(...Array.from({ length: 3 }, () => ({ status: 503, headers: { "retry-after": "1" } })));
    await people.publishAsync("back/a", "one", { qos: 1 });
    await eventually("the host was asked", () => host.requests.length > 0);

    await broker.stop();
    await sidecar.client.until("degraded");
    assert.match(String((await sidecar.client.health())["detail"]), /broker/);
    const away = await sidecar.client.deliver({ reply_route: '{"topic":"x"}', content: "x" });
    assert.equal((away.body as JsonObject)["status"], "retryable_error");
    await broker.run();
    await sidecar.client.until("ready", 30_000);
    await eventually("the other client is back", () => people.connected);
    await people.publishAsync("back/a", "two", { qos: 1 });

    await events(2);
    // The broker sent the first one again, as nothing was acknowledged: it is the same event all the same.
    assert.deepEqual(contents(), ["one", "two"]);
  });

  it("takes its place back from another client with its id", async () => {
    await start(fresh("twin"));
    const twin = await mqtt.connectAsync(broker.url, {
      protocolVersion: 5,
      clientId: "client-twin",
      reconnectPeriod: 0,
    });
    const gone = new Promise<void>((resolve) => twin.once("close", () => resolve()));

    await gone;

    await twin.endAsync(true);
    await sidecar.client.until("ready", 30_000);
  });

  it("ends with 0 when it is told to, connected or not", async () => {
    await start(fresh("end"));
    sidecar.signal("SIGTERM");
    assert.equal(await sidecar.exited, 0);

    await start({ ...fresh("end"), MQTT_URL: `mqtt://127.0.0.1:${await freePort()}` }, "degraded");
    sidecar.signal("SIGTERM");
    assert.equal(await sidecar.exited, 0);
  });
});

describe("with a broker that wants a password", { skip: skip ?? false, timeout: 120_000 }, () => {
  it("leases user and password, says when they are wrong, and takes new ones by itself", async () => {
    const acl = ["topic readwrite allowed/#"];
    const broker = await Mosquitto.start({ login: { name: "kheish", password: "right", acl } });
    const host = await FakeHost.start({ credentials: { MQTT_USERNAME: "kheish", MQTT_PASSWORD: "hunter2" } });
    const environment = host.environment(await freePort(), { MQTT_URL: broker.url, MQTT_TOPICS: "allowed/#" });
    const sidecar = SidecarProcess.start([RUN], environment);
    try {
      await sidecar.client.until("degraded", 60_000);
      const says = async () => /user name and password/.test(String((await sidecar.client.health())["detail"]));
      await eventually("health says what is wrong", says);

      host.credentials.set("MQTT_PASSWORD", "right");
      await sidecar.client.until("ready", 30_000);

      const denied = await sidecar.client.deliver({ reply_route: '{"topic":"forbidden/a"}', content: "x" });
      assert.equal((denied.body as JsonObject)["status"], "terminal_error");
      assert.doesNotMatch(sidecar.log, /hunter2|right/);
    } finally {
      await sidecar.close();
      await host.close();
      await broker.close();
    }
  });
});

describe("with a broker behind", { skip: skip ?? false, timeout: 60_000 }, () => {
  async function sidecarOf(test: TestContext, settings: Record<string, string>): Promise<SidecarProcess> {
    const host = await FakeHost.start();
    test.after(() => host.close());
    const environment = host.environment(await freePort(), { MQTT_TOPICS: "a/#", ...settings });
    const sidecar = SidecarProcess.start([RUN], environment);
    test.after(() => sidecar.close());
    return sidecar;
  }

  async function brokerOf(test: TestContext, options: BrokerOptions): Promise<Mosquitto> {
    const broker = await Mosquitto.start(options);
    test.after(() => broker.close());
    return broker;
  }

  async function publishes(sidecar: SidecarProcess): Promise<void> {
    await sidecar.client.until("ready", 60_000);
    const { body } = await sidecar.client.deliver({ reply_route: '{"topic":"b"}', content: "x" });
    assert.deepEqual(body, { status: "committed" });
  }

  async function says(sidecar: SidecarProcess, expected: RegExp): Promise<void> {
    await sidecar.client.until("degraded", 60_000);
    const detail = async () => expected.test(String((await sidecar.client.health())["detail"]));
    await eventually(`health says ${expected}`, detail);
  }

  it("web sockets it works as well", async (test) => {
    const broker = await brokerOf(test, {});
    const door = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "mqtt" });
    test.after(() => door.close());
    door.on("connection", (visitor) => {
      const inside = connect(broker.port, "127.0.0.1");
      const outside = createWebSocketStream(visitor);
      outside.on("error", () => inside.destroy()).pipe(inside);
      inside.on("error", () => outside.destroy()).pipe(outside);
    });
    await new Promise<void>((resolve) => door.once("listening", () => resolve()));
    const url = `ws://127.0.0.1:${(door.address() as AddressInfo).port}/mqtt`;

    await publishes(await sidecarOf(test, { MQTT_URL: url }));
  });

  it("TLS it works with the certificate that is to be trusted", async (test) => {
    const { port, certificate } = await brokerOf(test, { tls: true });

    const settings = { MQTT_URL: `mqtts://localhost:${port}`, MQTT_CA_FILE: certificate };
    await publishes(await sidecarOf(test, settings));
  });

  it("TLS it does not work with a certificate that nobody trusts", async (test) => {
    const { port } = await brokerOf(test, { tls: true });

    const sidecar = await sidecarOf(test, { MQTT_URL: `mqtts://localhost:${port}` });

    await says(sidecar, /cannot be reached: DEPTH_ZERO_SELF_SIGNED_CERT/);
  });

  it("TLS it says when the file with certificates is not there", async (test) => {
    const { port } = await brokerOf(test, { tls: true });

    const settings = { MQTT_URL: `mqtts://localhost:${port}`, MQTT_CA_FILE: "/nowhere/ca.pem" };
    const sidecar = await sidecarOf(test, settings);

    await says(sidecar, /ENOENT.*\/nowhere\/ca\.pem/);
  });
});

describe("with a broker that ends the connection", () => {
  it("says why", async () => {
    const broker = createServer((socket) => {
      const send = (packet: Packet) => socket.write(mqttPacket.generate(packet, { protocolVersion: 5 }));
      const parser = mqttPacket.parser({ protocolVersion: 5 });
      parser.on("packet", (packet) => {
        if (packet.cmd === "connect") {
          send({ cmd: "connack", sessionPresent: false, reasonCode: 0 });
        } else if (packet.cmd === "subscribe") {
          send({ cmd: "suback", messageId: packet.messageId!, granted: [1] });
          send({ cmd: "disconnect", reasonCode: 0x8e });
          socket.end();
        }
      });
      socket.on("data", (bytes) => parser.parse(bytes)).on("error", () => socket.destroy());
    });
    await new Promise<void>((resolve) => broker.listen(0, "127.0.0.1", resolve));
    const url = `mqtt://127.0.0.1:${(broker.address() as AddressInfo).port}`;
    const host = await FakeHost.start();
    const environment = host.environment(await freePort(), { MQTT_URL: url, MQTT_TOPICS: "a" });
    const sidecar = SidecarProcess.start([RUN], environment);
    try {
      const says = async () => /another client with the same MQTT_CLIENT_ID took/.test(sidecar.log);
      await eventually("the log says so", says, 60_000);
      await eventually("the log guesses after some times", () => /for the 4th time/.test(sidecar.log));
      assert.match(String((await sidecar.client.health())["detail"]), /another client/);
    } finally {
      await sidecar.close();
      await host.close();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
    }
  });
});

describe("without a usable setting", () => {
  it("ends with 1 and says all that is wrong", async () => {
    const host = await FakeHost.start();
    const sidecar = SidecarProcess.start([RUN], host.environment(await freePort(), { MQTT_QOS: "2" }));

    assert.equal(await sidecar.exited, 1);

    assert.match(sidecar.log, /The settings have 3 problems.*MQTT_URL is not.*MQTT_TOPICS has ''.*MQTT_QOS is '2'/);
    await host.close();
  });
});
