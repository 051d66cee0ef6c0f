import assert from "node:assert/strict";
import http from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";

import { committed, retryable, terminal, type Connector, type Delivery, type Sidecar } from "@kheish/sidecar";
import { eventually, FakeHost, SidecarClient } from "@kheish/sidecar/testing";

import { keptLog, sidecarFor } from "./support.js";

describe("serving", () => {
  let host: FakeHost;
  let sidecar: Sidecar;
  let client: SidecarClient;
  let port: number;
  let lines: string[];

  beforeEach(async () => {
    host = await FakeHost.start({ sharedToken: "t-1" });
  });

  afterEach(async () => {
    await sidecar.stop();
    await host.close();
  });

  async function start(
    connector: Connector,
    more: { concurrency?: number; environment?: Record<string, string> } = {},
  ) {
    const kept = keptLog();
    lines = kept.lines;
    const { environment = {}, ...definition } = more;
    ({ sidecar, port } = await sidecarFor(
      host,
      { start: () => connector, ...definition },
      { log: kept.log, environment },
    ));
    await sidecar.start();
    client = new SidecarClient(port, "t-1");
  }

  it("hands a finished delivery on only once, and answers its repeats alike", async () => {
    const seen: Delivery[] = [];
    const outcomes = [committed("first"), terminal("gone")];
    await start({ deliver: (delivery) => outcomes[seen.push(delivery) - 1]! });

    for (const [id, body] of [
      ["a", { status: "committed", detail: "first" }],
      ["b", { status: "terminal_error", detail: "gone" }],
    ] as const) {
      for (const attempt of [1, 2, 3]) {
        assert.deepEqual((await client.deliver({ delivery_id: id, attempt })).body, body);
      }
    }
    assert.equal(seen.length, 2);
  });

  it("hands a delivery that is to be tried again on again", async () => {
    const outcomes = [retryable("busy"), committed()];
    await start({ deliver: () => outcomes.shift()! });

    assert.deepEqual((await client.deliver({ delivery_id: "a" })).body, { status: "retryable_error", detail: "busy" });
    assert.deepEqual((await client.deliver({ delivery_id: "a", attempt: 2 })).body, { status: "committed" });
  });

  it("runs as many handlers at a time as it may, and the rest after them", async () => {
    const release: (() => void)[] = [];
    let most = 0;
    let running = 0;
    const deliver = async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => release.push(resolve));
      running--;
      return committed();
    };
    await start({ deliver }, { concurrency: 2 });
    const all = Array.from({ length: 7 }, (_, index) => client.deliver({ delivery_id: `d-${index}` }));

    for (let done = 0; done < 7; done++) {
      (await eventually("a handler runs", () => release.shift()))();
    }

    await Promise.all(all);
    assert.equal(most, 2);
  });

  it("tells the host the class of what a handler throws, and nobody the message", async () => {
    class ChatGoneError extends Error {}
    await start({
      deliver: () => {
        throw new ChatGoneError("password=hunter2");
      },
    });

    const { body } = await client.deliver({});

    assert.deepEqual(body, { status: "retryable_error", detail: "ChatGoneError" });
    assert.ok(lines.some((line) => /ERROR delivery dlv_1 failed: ChatGoneError at /.test(line)));
    assert.ok(lines.every((line) => !line.includes("hunter2")));
  });

  it("takes a handler without an outcome for one that failed", async () => {
    await start({ deliver: (() => undefined) as unknown as Connector["deliver"] });

    assert.equal(((await client.deliver({})).body as { status: string }).status, "retryable_error");
  });

  it("says degraded with a detail until all is well again", async () => {
    await start({ deliver: () => committed() });

    sidecar.host.degraded("the platform is away");
    const { protocol_version: _, ...health } = await client.health();
    assert.deepEqual(health, { instance_id: "i-1", status: "degraded", detail: "the platform is away" });

    sidecar.host.ready();
    assert.equal((await client.health())["detail"], undefined);
  });

  it("takes bodies up to the limit that the host sets", async () => {
    await start(
      { deliver: () => committed() },
      { environment: { KHEISH_EXTERNAL_CONNECTOR_MAX_REQUEST_BYTES: "1000" } },
    );

    assert.equal((await client.deliver({ content: "x".repeat(700) })).status, 200);
    assert.deepEqual(await client.deliver({ content: "x".repeat(5_000_000) }), {
      status: 413,
      body: { error: "payload_too_large" },
    });
  });

  it("asks for a body only if it is welcome", async () => {
    await start({ deliver: () => committed() });
    const expecting = (length: number) =>
      new Promise<string>((resolve, reject) => {
        const outgoing = http.request({ port, path: "/deliver", method: "POST", headers: expectation(length) });
        outgoing.once("continue", () => (outgoing.destroy(), resolve("continue")));
        outgoing.once("response", (response) => (outgoing.destroy(), resolve(String(response.statusCode))));
        outgoing.once("error", reject);
        outgoing.flushHeaders();
      });

    assert.equal(await expecting(10), "continue");
    assert.equal(await expecting(99_000_000), "413");
  });

  it("keeps a connection for the next request", async () => {
    await start({ deliver: () => committed() });
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    for (const count of [1, 2, 3]) {
      socket.write("GET /health HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t-1\r\n\r\n");
      await eventually(`answer ${count}`, () => text.split('"status":"ready"').length === count + 1);
    }
    socket.destroy();
  });

  it("serves the author's own routes without asking for the host's token", async () => {
    await start({
      deliver: () => committed(),
      routes: [
        {
          method: "POST",
          path: "/hook",
          maxBodyBytes: 10,
          handle: ({ body, query, headers }) => ({
            status: 202,
            headers: { "x-seen": String(headers["x-sent"]) },
            body: { text: body.toString(), n: query.get("n") },
          }),
        },
        { method: "GET", path: "/files/*", handle: ({ path }) => ({ status: 200, body: path }) },
        { method: "GET", path: "/unsendable", handle: () => ({ status: 200, body: { n: 1n } }) },
        { method: "GET", path: "/smuggling", handle: () => ({ status: 200, headers: { "x-a": "a\r\nb: c" } }) },
        { method: "GET", path: "/broken", handle: () => Promise.reject(new Error("password=hunter2")) },
      ],
    });
    const stranger = new SidecarClient(port);

    assert.deepEqual(await stranger.call("POST", "/hook?n=1", "hi"), { status: 202, body: { text: "hi", n: "1" } });
    assert.equal((await stranger.call("POST", "/hook", "x".repeat(11))).status, 413);
    assert.equal((await stranger.call("GET", "/hook")).status, 404);
    assert.deepEqual((await stranger.call("GET", "/files/a/b")).body, "/files/a/b");
    for (const path of ["/broken", "/unsendable", "/smuggling"]) {
      assert.deepEqual(await stranger.call("GET", path), { status: 500, body: { error: "internal_error" } }, path);
    }
    assert.ok(lines.every((line) => !line.includes("hunter2")));
  });

  it("refuses definitions that cannot work", async () => {
    const route = { method: "POST", path: "/deliver", handle: () => ({ status: 200 }) };
    await assert.rejects(start({ deliver: () => committed(), routes: [route] }), /Route \/deliver cannot be/);
    await assert.rejects(start({ deliver: () => committed() }, { concurrency: 0 }), /concurrency below 1/);
  });

  it("sends callers of the author's routes away while it drains, and finishes those inside", async () => {
    const running: ((answer: { status: number }) => void)[] = [];
    const handle = () => new Promise<{ status: number }>((resolve) => running.push(resolve));
    await start({ deliver: () => committed(), routes: [{ method: "POST", path: "/hook", handle }] });
    const inside = client.call("POST", "/hook", "{}");
    const finish = await eventually("the route runs", () => running[0]);

    const stopped = sidecar.stop();
    const late = await client.call("POST", "/hook", "{}");
    finish({ status: 204 });

    assert.deepEqual(late, { status: 503, body: { error: "draining" } });
    assert.equal((await inside).status, 204);
    await stopped;
  });
});

function expectation(length: number): http.OutgoingHttpHeaders {
  return { authorization: "Bearer t-1", "content-length": length, expect: "100-continue" };
}
