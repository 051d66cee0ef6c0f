import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";

import { readEnvironment, Sidecar, type Log } from "@kheish/sidecar";
import { eventually, FakeHost, freePort, SidecarClient } from "@kheish/sidecar/testing";

import type { Incoming } from "../dist/connection.js";
import { Intake } from "../dist/intake.js";
import { readSettings } from "../dist/settings.js";
import { Troubles } from "../dist/troubles.js";

describe("handing messages over", () => {
  let host: FakeHost;
  let sidecar: Sidecar;
  let client: SidecarClient;
  let intake: Intake;
  let lines: string[];
  let acknowledged: string[];

  beforeEach(async () => {
    host = await FakeHost.start();
    lines = [];
    acknowledged = [];
    const keep = (message: string) => void lines.push(message);
    const log: Log = { debug: keep, info: keep, warning: keep, error: keep };
    const port = await freePort();
    const definition = {
      platform: "mqtt",
      patienceMs: 0,
      start: () => ({ deliver: () => ({ status: "committed" as const }) }),
    };
    sidecar = new Sidecar(definition, readEnvironment(host.environment(port), "mqtt"), { log });
    client = new SidecarClient(port);
    await sidecar.start();
    const settings = readSettings({ MQTT_URL: "mqtt://broker", MQTT_TOPICS: "#" }, "lab");
    intake = new Intake(sidecar.host, settings, new Troubles(sidecar.host));
  });

  afterEach(async () => {
    await sidecar.stop();
    await host.close();
  });

  function take(text: string, packetId?: number, more: { id?: string; dup?: boolean } = {}): void {
    const incoming: Incoming = {
      message: {
        topic: "a",
        payload: Buffer.from(text),
        retain: false,
        userProperties: more.id === undefined ? undefined : { "event-id": more.id },
      },
      qos: packetId === undefined ? 0 : 1,
      packetId,
      dup: more.dup ?? false,
      acknowledge: () => acknowledged.push(text.slice(0, 10)),
    };
    intake.take(incoming);
  }

  const run = () => sidecar.host.background("intake", (signal) => intake.run(signal));
  const contents = () => host.events.map((event) => event["content"]);

  it("acknowledges in the order of the messages, whatever order the host decides in", async () => {
    const results = [{ status: "accepted" }, { status: "error", reason: "disk full" }, { status: "accepted" }];
    host.answerNext({ status: 200, body: { results } }, { status: 500 });
    ["one", "two", "three"].forEach((text, index) => take(text, index + 1));
    run();

    await client.until("degraded");
    assert.deepEqual(acknowledged, ["one"]);
    await eventually("all are acknowledged", () => acknowledged.length === 3);

    assert.deepEqual(acknowledged, ["one", "two", "three"]);
    // The third was accepted in the first answer: only the second is sent again.
    assert.deepEqual(contents(), ["two"]);
    await client.until("ready");
  });

  it("loses only the message that no host would take", async () => {
    take("before", 1);
    take("\u0001".repeat(500_000), 2);
    take("after", 3);
    run();

    await eventually("all are acknowledged", () => acknowledged.length === 3);

    assert.deepEqual(contents(), ["before", "after"]);
    assert.ok(lines.some((line) => /a message on 'a' is lost: Event 1 of the batch.*bytes/.test(line)));
  });

  it("makes one event of a message that comes again while it waits, and acknowledges both", async () => {
    take("x", 1, { id: "m-1" });
    take("x", 1, { id: "m-1", dup: true });
    take("y", 2);
    take("y", 2, { dup: true });
    run();

    await eventually("all are acknowledged", () => acknowledged.length === 4);

    assert.deepEqual(contents(), ["x", "y"]);
    assert.equal(host.requests.length, 1);
  });

  it("keeps 1000 messages of QoS 0 and says that it drops the rest", async () => {
    host.answerNext({ status: 503 });
    for (let number = 0; number < 1_005; number++) {
      take(String(number));
    }
    take("of QoS 1", 1);
    run();

    await eventually("all that were kept are there", () => host.events.length === 1_001);

    assert.deepEqual(contents().slice(-2), ["999", "of QoS 1"]);
    assert.ok(lines.some((line) => /are dropped now/.test(line)));
    await eventually("the log says how many", () => lines.some((line) => /^5 messages of QoS 0 were/.test(line)));
  });
});
