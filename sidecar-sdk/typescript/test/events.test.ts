import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";

import {
  HostRefusedError,
  HostUnavailableError,
  InvalidEventError,
  StoppedError,
  type InboundEvent,
  type Sidecar,
} from "@kheish/sidecar";
import { eventually, FakeHost } from "@kheish/sidecar/testing";

import { sidecarFor, TestClock } from "./support.js";

describe("submitting events", () => {
  let host: FakeHost;
  let clock: TestClock;
  let sidecar: Sidecar;

  beforeEach(async () => {
    host = await FakeHost.start({ sharedToken: "t-ü" });
    clock = new TestClock();
    ({ sidecar } = await sidecarFor(host, {}, { clock }));
  });

  afterEach(async () => {
    await host.close();
  });

  it("sends the token of the connector, whatever characters it has", async () => {
    assert.equal((await sidecar.host.submit({ eventId: "e-1", content: "x" })).status, "accepted");
  });

  it("goes on after a broken connection, with the same event", async () => {
    host.answerNext("reset", "reset");

    const result = await sidecar.host.submit({ eventId: "e-1", content: "x" });

    assert.equal(result.status, "accepted");
    assert.equal(host.requests.length, 3);
    assert.equal(new Set(host.requests.map(({ body }) => body)).size, 1);
  });

  it("doubles its pauses to 30 s, with jitter below that", async () => {
    clock.chance = 0.5;
    host.answerNext(...Array.from({ length: 9 }, () => ({ status: 500 })));

    await sidecar.host.submit({ eventId: "e-1", content: "x" });

    assert.deepEqual(clock.sleeps, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("gives up when patience would be over before the next attempt, and says what it met", async () => {
    clock.chance = 1;
    host.answerNext(...Array.from({ length: 20 }, () => ({ status: 503, body: { code: "connector_paused" } })));

    await assert.rejects(sidecar.host.submit({ eventId: "e-1", content: "x" }), (failure: unknown) => {
      assert.ok(failure instanceof HostUnavailableError);
      assert.match(failure.message, /it answered 503 connector_paused/);
      assert.equal(failure.attempts, host.requests.length);
      return true;
    });
    assert.ok(clock.sleeps.reduce((sum, ms) => sum + ms, 0) <= 120_000);
  });

  it("does not wait for a pause that is longer than its patience", async () => {
    host.answerNext({ status: 503, headers: { "retry-after": "600" } });

    await assert.rejects(
      sidecar.host.submit({ eventId: "e-1", content: "x" }),
      (failure: unknown) => failure instanceof HostUnavailableError && failure.retryAfterMs === 600_000,
    );
    assert.deepEqual(clock.sleeps, []);
  });

  it("stops trying when the sidecar stops", async () => {
    host.answerNext({ status: 500 }, { status: 500 });
    clock.onSleep = () => void sidecar.stop();

    await assert.rejects(sidecar.host.submit({ eventId: "e-1", content: "x" }));

    assert.equal(host.requests.length, 1);
    await assert.rejects(sidecar.host.submit({ eventId: "e-2", content: "x" }), StoppedError);
  });

  it("gives up as soon as the caller's signal says so, also in the middle of a request", async () => {
    host.answerNext("hang");
    const caller = new AbortController();
    const sent = sidecar.host.submit({ eventId: "e-1", content: "x" }, { signal: caller.signal });
    await eventually("the request is there", () => host.requests.length === 1);

    caller.abort();

    await assert.rejects(sent, StoppedError);
  });

  it("says what to do about a refusal", async () => {
    const advice = new Map([
      [401, /shared token/],
      [404, /configured at the host/],
      [409, /session_policy.create_if_missing/],
    ]);
    for (const [status, expected] of advice) {
      host.answerNext({ status, body: { code: "c-1", detail: "d-1" } });
      await assert.rejects(sidecar.host.submit({ eventId: "e-1", content: "x" }), (failure: unknown) => {
        assert.ok(failure instanceof HostRefusedError);
        assert.match(failure.message, expected);
        assert.deepEqual([failure.code, failure.detail], ["c-1", "d-1"]);
        return true;
      });
    }
  });

  it("sends nothing of an event that no host would take", async () => {
    const wrong: [string, InboundEvent][] = [
      ["eventId", { eventId: " ", content: "x" }],
      ["occurredAtMs", { eventId: "e", content: "x", occurredAtMs: 1.5 }],
      ["attachments[1].content", { eventId: "e", attachments: [file(1_048_576), file(1_048_577)] }],
      ["inputItems[0].content", { eventId: "e", inputItems: [file(1_048_577)] }],
      ["the whole event", { eventId: "e", content: "x".repeat(2_097_152) }],
      ["the whole event", { eventId: "e", attachments: [file(1_000_000), file(1_000_000)] }],
      ["a text of it", { eventId: "e", content: "half \ud83d a pair" }],
      ["metadata", { eventId: "e", content: "x", metadata: { n: 1n as unknown as number } }],
    ];
    for (const [field, event] of wrong) {
      await assert.rejects(
        sidecar.host.submit(event),
        (failure: unknown) => failure instanceof InvalidEventError && failure.field === field,
        field,
      );
    }
    assert.equal(host.requests.length, 0);
  });

  it("takes a backslash before ud83d for what it is", async () => {
    assert.equal((await sidecar.host.submit({ eventId: "e-1", content: "\\ud83d" })).status, "accepted");
  });

  it("cuts batches at 64 events and at 2 MiB and keeps the order", async () => {
    const small = Array.from({ length: 130 }, (_, index) => ({ eventId: `s-${index}`, content: "x" }));
    const large = Array.from({ length: 3 }, (_, index) => ({ eventId: `l-${index}`, content: "y".repeat(1_000_000) }));

    const results = await sidecar.host.submitBatch([...small, ...large]);

    assert.ok(results.every(({ status }) => status === "accepted"));
    assert.deepEqual(
      host.events.map((event) => event["event_id"]),
      [...small, ...large].map(({ eventId }) => eventId),
    );
    assert.deepEqual(
      host.requests.map(({ body }) => JSON.parse(body).events.length),
      [64, 64, 4, 1],
    );
    assert.ok(host.requests.every(({ body }) => Buffer.byteLength(body) <= 2_097_152));
  });

  it("puts what was rate limited in front of what was not sent yet", async () => {
    const events = Array.from({ length: 66 }, (_, index) => ({ eventId: `e-${index}`, content: "x" }));
    const results = Array.from({ length: 64 }, (_, index) =>
      index < 62 ? { status: "accepted" } : { status: "rate_limited", retry_after_ms: 70 },
    );
    host.answerNext({ status: 200, body: { results } });

    await sidecar.host.submitBatch(events);

    const second = JSON.parse(host.requests[1]!.body).events as { event_id: string }[];
    assert.deepEqual(
      second.map(({ event_id }) => event_id),
      ["e-62", "e-63", "e-64", "e-65"],
    );
    assert.deepEqual(clock.sleeps, [70]);
  });

  it("gives what the host said last when patience is over", async () => {
    clock.chance = 1;
    const results = [
      { status: "error", reason: "internal error" },
      { status: "rate_limited", retry_after_ms: 5 },
    ];
    host.answerNext(...Array.from({ length: 30 }, () => ({ status: 200, body: { results } })));

    const given = await sidecar.host.submitBatch([
      { eventId: "e-1", content: "x" },
      { eventId: "e-2", content: "x" },
    ]);

    assert.deepEqual(given, [
      { status: "error", reason: "internal error" },
      { status: "rate_limited", retryAfterMs: 5 },
    ]);
  });

  it("sends nothing of a batch with an event that no host would take, and says which it is", async () => {
    const batch = [
      { eventId: "e-1", content: "x" },
      { eventId: "e-2", attachments: [file(1_048_577)] },
    ];

    await assert.rejects(
      sidecar.host.submitBatch(batch),
      (failure: unknown) =>
        failure instanceof InvalidEventError && failure.index === 1 && failure.field === "attachments[0].content",
    );
    assert.equal(host.requests.length, 0);
  });

  it("an empty batch asks nobody", async () => {
    assert.deepEqual(await sidecar.host.submitBatch([]), []);
    assert.equal(host.requests.length, 0);
  });
});

function file(bytes: number): { type: "inline_asset"; fileName: string; content: Uint8Array } {
  return { type: "inline_asset", fileName: "f", content: new Uint8Array(bytes) };
}
