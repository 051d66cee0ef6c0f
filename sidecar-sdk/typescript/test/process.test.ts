import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { eventually, FakeHost, freePort, SidecarProcess } from "@kheish/sidecar/testing";

const FIXTURE = fileURLToPath(new URL("fixtures/sidecar.js", import.meta.url));
const COMMAND = [process.execPath, FIXTURE] as const;
const LIFELINE = { KHEISH_EXTERNAL_CONNECTOR_LIFELINE: "stdin" };

describe("a sidecar's process", () => {
  let host: FakeHost;
  let sidecar: SidecarProcess;

  before(async () => {
    host = await FakeHost.start({ sharedToken: "t-1", credentials: { A_KEY: "hunter2" } });
  });

  afterEach(async () => {
    await sidecar.close();
  });

  after(async () => {
    await host.close();
  });

  async function start(more: Record<string, string> = {}, stdin: "ignore" | "pipe" = "ignore"): Promise<void> {
    sidecar = SidecarProcess.start(COMMAND, host.environment(await freePort(), more), stdin);
  }

  it("drains on SIGTERM: what runs is finished, what comes is sent away, then it ends with 0", async () => {
    await start();
    await sidecar.client.until("ready");
    const running = sidecar.client.deliver({ delivery_id: "running", content: "wait for SIGUSR2" });
    await eventually("the delivery runs", () => sidecar.log.includes("waiting for SIGUSR2"));
    const same = sidecar.client.deliver({ delivery_id: "running", content: "wait for SIGUSR2", attempt: 2 });

    sidecar.signal("SIGTERM");
    await sidecar.client.until("draining");
    const late = await sidecar.client.deliver({ delivery_id: "late" });
    sidecar.signal("SIGTERM");
    sidecar.signal("SIGUSR2");

    assert.deepEqual(late, { status: 200, body: { status: "retryable_error", detail: "draining" } });
    const released = { status: 200, body: { status: "committed", detail: "released" } };
    assert.deepEqual(await Promise.all([running, same]), [released, released]);
    assert.equal(await sidecar.exited, 0);
    assert.match(sidecar.log, /background work was told to stop[^]*disconnected/);
  });

  it("ends with 0 on SIGINT", async () => {
    await start();
    await sidecar.client.until("ready");

    sidecar.signal("SIGINT");

    assert.equal(await sidecar.exited, 0);
  });

  it("waits no longer than 10 s for a delivery that does not end", async () => {
    await start();
    await sidecar.client.until("ready");
    const hanging = assert.rejects(sidecar.client.deliver({ content: "hang" }));
    await eventually("the delivery runs", () => sidecar.log.includes("hanging"));
    const startedAt = performance.now();

    sidecar.signal("SIGTERM");

    assert.equal(await sidecar.exited, 0);
    const ms = performance.now() - startedAt;
    assert.ok(ms > 9_500 && ms < 14_000, `${ms} ms`);
    await hanging;
    assert.match(sidecar.log, /did not end within 10000 ms/);
  });

  it("takes the end of standard input as the end, where the host asked for it", async () => {
    await start(LIFELINE, "pipe");
    await sidecar.client.until("ready");

    sidecar.closeInput();

    assert.equal(await sidecar.exited, 0);
    assert.match(sidecar.log, /end of standard input/);
  });

  it("otherwise never looks at standard input", async () => {
    await start({}, "ignore");
    await sidecar.client.until("ready");
    assert.deepEqual((await sidecar.client.deliver({})).body, { status: "committed" });
  });

  it("has a new instance id after a restart, and the one that the host sets", async () => {
    const ids = new Set();
    for (let life = 0; life < 2; life++) {
      await start();
      await sidecar.client.until("ready");
      ids.add((await sidecar.client.manifest())["instance_id"]);
      await sidecar.close();
    }
    assert.equal(ids.size, 2);

    await start({ KHEISH_EXTERNAL_CONNECTOR_INSTANCE_ID: "i-9" });
    await sidecar.client.until("ready");
    assert.equal((await sidecar.client.manifest())["instance_id"], "i-9");
  });

  it("says what it is for when somebody starts it by hand", async () => {
    sidecar = SidecarProcess.start(COMMAND, {});

    assert.equal(await sidecar.exited, 2);
    assert.match(sidecar.log, /^This program is meant to be started by the host\. .*child_process\.command.*\n$/);
  });

  it("names the variable that is wrong, in one line", async () => {
    await start({ KHEISH_EXTERNAL_CONNECTOR_MAX_REQUEST_BYTES: "many" });

    assert.equal(await sidecar.exited, 2);
    assert.match(sidecar.log, /^KHEISH_EXTERNAL_CONNECTOR_MAX_REQUEST_BYTES is not a whole number.*host sets.*\n$/);
  });

  it("ends with 1 when its port is taken, and says so", async () => {
    const port = Number(new URL(host.baseUrl).port);
    sidecar = SidecarProcess.start(COMMAND, host.environment(port));

    assert.equal(await sidecar.exited, 1);
    assert.match(sidecar.log, /another program listens there already/);
  });

  it("ends with 1 when starting fails, without the foreign message", async () => {
    await start({ FIXTURE_START: "throw" });

    assert.equal(await sidecar.exited, 1);
    assert.match(sidecar.log, /ERROR the sidecar did not start: TypeError at .*sidecar\.js/);
    assert.doesNotMatch(sidecar.log, /hunter2/);
  });

  it("ends with 1 when background work fails", async () => {
    await start();
    await sidecar.client.until("ready");

    await sidecar.client.deliver({ content: "break" });

    assert.equal(await sidecar.exited, 1);
    assert.match(sidecar.log, /ERROR background work 'breaking' failed: RangeError/);
    assert.doesNotMatch(sidecar.log, /hunter2/);
  });

  it("is `starting` until its start-up function returned, and can be stopped before", async () => {
    await start({ FIXTURE_START: "hang" });
    await sidecar.client.until("starting");
    assert.deepEqual((await sidecar.client.deliver({})).body, { status: "retryable_error", detail: "starting" });
    assert.equal((await sidecar.client.call("POST", "/webhook", "{}")).status, 503);

    sidecar.signal("SIGTERM");
    await sidecar.client.until("draining");
  });

  it("stops with 0 while it waits for the host during its start", async () => {
    host.answerNext(...Array.from({ length: 100 }, () => ({ status: 503 })));
    const before = host.requests.length;
    await start({ FIXTURE_START: "credential" });
    await eventually("the credential is asked for", () => host.requests.length > before);

    sidecar.signal("SIGTERM");

    assert.equal(await sidecar.exited, 0);
  });
});
