import assert from "node:assert/strict";
import { describe, it } from "node:test";

import {
  EnvironmentError,
  HostRefusedError,
  readEnvironment,
  type BatchResult,
  type InboundEvent,
  type InputItem,
} from "@kheish/sidecar";
import { FakeHost, type ScriptedAnswer } from "@kheish/sidecar/testing";

import { isDownloadPath } from "../dist/client/assets.js";
import { retryAfterMs } from "../dist/client/retry-after.js";
import { sidecarFor, TestClock, vectors } from "./support.js";

interface AuthorItem {
  type: string;
  text?: string;
  asset_id?: string;
  file_name?: string;
  media_type?: string | null;
  content_base64?: string;
}

interface AuthorEvent {
  [member: string]: unknown;
  relation?: { kind: string; target_event_id: string } | null;
  input_items?: AuthorItem[];
  attachments?: AuthorItem[];
}

interface Answer {
  name: string;
  protocol_version?: number;
  now_ms?: number;
  status: number;
  headers: Record<string, string>;
  body: string;
}

interface SingleEntry extends Answer {
  outcome: { kind: string; session_id?: string; run_id?: string; reason?: string; after_ms?: number; code?: string };
}

interface BatchEntry extends Answer {
  sent: number;
  outcome: {
    kind: string;
    code?: string;
    done?: { index: number; status: string; session_id?: string; run_id?: string; reason?: string }[];
    again?: number[];
    after_ms?: number;
    protocol_version?: number;
  };
}

const OLDER: ScriptedAnswer = { status: 200, body: { status: "rejected", reason: "unsupported protocol_version 2" } };

function item(author: AuthorItem): InputItem {
  switch (author.type) {
    case "text":
      return { type: "text", text: author.text! };
    case "asset_reference":
      return { type: "asset_reference", assetId: author.asset_id! };
    default:
      return {
        type: "inline_asset",
        fileName: author.file_name!,
        mediaType: author.media_type as string | undefined,
        content: Buffer.from(author.content_base64!, "base64"),
      };
  }
}

function event({ relation, input_items, attachments, ...rest }: AuthorEvent): InboundEvent {
  const members = Object.entries(rest).map(([name, value]) => [camelCase(name), value]);
  return {
    ...Object.fromEntries(members),
    ...(relation === undefined
      ? {}
      : { relation: relation && { kind: relation.kind, targetEventId: relation.target_event_id } }),
    ...(input_items === undefined ? {} : { inputItems: input_items.map(item) }),
    ...(attachments === undefined ? {} : { attachments: attachments.map(item) }),
  } as InboundEvent;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(result: object): Record<string, unknown> {
  const members = Object.entries(result).filter(([name]) => name !== "eventId");
  return Object.fromEntries(
    members.map(([name, value]) => [name.replace(/[A-Z]/g, (l) => `_${l.toLowerCase()}`), value]),
  );
}

async function withHost(entry: Answer, test: (host: FakeHost, clock: TestClock) => Promise<void>): Promise<void> {
  const host = await FakeHost.start();
  const clock = new TestClock();
  clock.nowMs = entry.now_ms ?? clock.nowMs;
  try {
    await test(host, clock);
  } finally {
    await host.close();
  }
}

describe("events.json", () => {
  for (const entry of vectors<{ name: string; event: AuthorEvent; wire: object }>("events")) {
    it(entry.name, async () => {
      const host = await FakeHost.start();
      const { sidecar } = await sidecarFor(host);

      await sidecar.host.submit(event(entry.event));

      assert.deepEqual(JSON.parse(host.requests[0]!.body), entry.wire);
      await host.close();
    });
  }
});

describe("answers.json", () => {
  for (const entry of vectors<SingleEntry>("answers")) {
    it(entry.name, () => withHost(entry, (host, clock) => takesSingle(entry, host, clock)));
  }
});

async function takesSingle(entry: SingleEntry, host: FakeHost, clock: TestClock): Promise<void> {
  const { sidecar } = await sidecarFor(host, { patienceMs: Infinity }, { clock });
  if (entry.protocol_version === 1) {
    host.answerNext(OLDER);
    await sidecar.host.submit({ eventId: "e-0", content: "x" });
  }
  const before = host.requests.length;
  host.answerNext({ status: entry.status, headers: entry.headers, body: entry.body });
  const { kind, code, after_ms, ...ids } = entry.outcome;

  const sent = sidecar.host.submit({ eventId: "e-1", content: "x" });

  switch (kind) {
    case "refused":
      await assert.rejects(sent, (failure: unknown) => {
        assert.ok(failure instanceof HostRefusedError);
        assert.deepEqual([failure.status, failure.code], [entry.status, code]);
        return true;
      });
      assert.equal(host.requests.length - before, 1);
      break;
    case "retry":
      assert.equal((await sent).status, "accepted");
      assert.deepEqual(clock.sleeps, [after_ms ?? 0]);
      assert.equal(host.requests[before]!.body, host.requests[before + 1]!.body);
      break;
    case "fallback_v1":
      assert.equal((await sent).status, "accepted");
      assert.deepEqual(clock.sleeps, []);
      await sidecar.host.submit({ eventId: "e-2", content: "x" });
      assert.deepEqual(versions(host), [2, 1, 1]);
      break;
    default:
      assert.deepEqual(snakeCase(await sent), { status: kind, ...ids });
      assert.equal(host.requests.length - before, 1);
  }
}

describe("batch-answers.json", () => {
  for (const entry of vectors<BatchEntry>("batch-answers")) {
    it(entry.name, () => withHost(entry, (host, clock) => takesBatch(entry, host, clock)));
  }
});

async function takesBatch(entry: BatchEntry, host: FakeHost, clock: TestClock): Promise<void> {
  const { sidecar } = await sidecarFor(host, { patienceMs: Infinity }, { clock });
  if (entry.protocol_version === 1) {
    host.answerNext(OLDER);
    await sidecar.host.submit({ eventId: "before", content: "x" });
  }
  const before = host.requests.length;
  host.answerNext({ status: entry.status, headers: entry.headers, body: entry.body });
  const events = Array.from({ length: entry.sent }, (_, index) => ({ eventId: `e-${index}`, content: "x" }));
  const { outcome } = entry;

  const sent = sidecar.host.submitBatch(events);

  if (outcome.kind === "refused") {
    await assert.rejects(sent, (failure: unknown) => {
      assert.ok(failure instanceof HostRefusedError);
      assert.deepEqual([failure.status, failure.code], [entry.status, outcome.code]);
      return true;
    });
    return;
  }
  const results = await sent;
  const after = host.requests.slice(before + 1);
  if (outcome.kind === "singles") {
    assert.deepEqual(
      after.map(({ body }) => JSON.parse(body).event_id),
      events.map(({ eventId }) => eventId),
    );
    assert.ok(after.every(({ path, body }) => path.endsWith("/events") && JSON.parse(body).protocol_version === 2));
    return;
  }
  settles(
    outcome,
    results,
    after.map(({ body }) => JSON.parse(body) as { events: { event_id: string }[] }),
    clock,
  );
  assert.equal(versions(host).at(-1), outcome.protocol_version ?? entry.protocol_version ?? 2);
}

function settles(
  outcome: BatchEntry["outcome"],
  results: BatchResult[],
  after: { events: { event_id: string }[] }[],
  clock: TestClock,
): void {
  for (const { index, ...result } of outcome.done ?? []) {
    assert.deepEqual(snakeCase(results[index]!), result);
  }
  const again = outcome.again ?? [];
  assert.deepEqual(
    after.flatMap(({ events }) => events.map(({ event_id }) => event_id)),
    again.map((index) => `e-${index}`),
  );
  again.forEach((index) => assert.equal(results[index]!.status, "accepted"));
  assert.deepEqual(clock.sleeps, again.length === 0 || outcome.protocol_version === 1 ? [] : [outcome.after_ms ?? 0]);
}

function versions(host: FakeHost): number[] {
  return host.requests.map(({ body }) => JSON.parse(body).protocol_version as number);
}

describe("retry-after.json", () => {
  for (const entry of vectors<{ name: string; header: string | null; now_ms: number; delay_ms: number | null }>(
    "retry-after",
  )) {
    it(entry.name, () => {
      assert.equal(retryAfterMs(entry.header ?? undefined, entry.now_ms) ?? null, entry.delay_ms);
    });
  }
});

describe("environment.json", () => {
  type Entry = { name: string; environment: Record<string, string>; ok?: Record<string, unknown>; error?: string };
  for (const entry of vectors<Entry>("environment")) {
    it(entry.name, () => {
      if (entry.ok === undefined) {
        assert.throws(
          () => readEnvironment(entry.environment, "demo"),
          (failure: unknown) =>
            failure instanceof EnvironmentError &&
            failure.variable === entry.error &&
            failure.message.includes(entry.error),
        );
        return;
      }
      const read = snakeCase(readEnvironment(entry.environment, "demo"));
      const all: Record<string, unknown> = { ...entry.ok };
      if (all["instance_id"] === null) {
        assert.match(read["instance_id"] as string, /^demo-[0-9a-f]{12}$/);
        all["instance_id"] = read["instance_id"];
      }
      assert.deepEqual(Object.fromEntries(Object.entries(read).map(([name, value]) => [name, value ?? null])), all);
    });
  }
});

describe("download-paths.json", () => {
  for (const { path, ok } of vectors<{ path: string; ok: boolean }>("download-paths")) {
    it(JSON.stringify(path), () => assert.equal(isDownloadPath(path), ok));
  }
});
