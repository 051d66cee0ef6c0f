import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";

import { committed, retryable, terminal, type DeliveredAsset, type Delivery, type Sidecar } from "@kheish/sidecar";
import { FakeHost, SidecarClient } from "@kheish/sidecar/testing";

import { sidecarFor, vectors } from "./support.js";

interface DeliveryEntry {
  name: string;
  request: { delivery_id: string };
  read: unknown;
  outcome: { kind: "committed" | "retryable" | "terminal" | "exception"; detail?: string };
  answer: { status: number; body: object };
}

interface RequestEntry {
  name: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  body_base64?: string;
  body_size?: number;
  content_length?: boolean;
  answer: { status: number; body?: Record<string, unknown> };
}

class UnplannedError extends Error {}

describe("deliveries.json", () => {
  const entries = vectors<DeliveryEntry>("deliveries");
  const seen = new Map<string, Delivery>();
  let host: FakeHost;
  let sidecar: Sidecar;
  let client: SidecarClient;

  before(async () => {
    host = await FakeHost.start();
    const deliver = (delivery: Delivery) => {
      seen.set(delivery.deliveryId, delivery);
      const { outcome } = entries.find(({ request }) => request.delivery_id === delivery.deliveryId)!;
      switch (outcome.kind) {
        case "committed":
          return committed(outcome.detail);
        case "retryable":
          return retryable(outcome.detail!);
        case "terminal":
          return terminal(outcome.detail!);
        case "exception":
          throw new UnplannedError(outcome.detail);
      }
    };
    const made = await sidecarFor(host, { start: () => ({ deliver }) });
    sidecar = made.sidecar;
    await sidecar.start();
    client = new SidecarClient(made.port);
  });

  after(async () => {
    await sidecar.stop();
    await host.close();
  });

  for (const entry of entries) {
    it(entry.name, async () => {
      const answer = await client.call("POST", "/deliver", JSON.stringify(entry.request));

      assert.deepEqual(asRead(seen.get(entry.request.delivery_id)!), entry.read);
      const expected = JSON.stringify(entry.answer).replace("{exception}", UnplannedError.name);
      assert.deepEqual(answer, JSON.parse(expected));
    });
  }
});

function asRead(delivery: Delivery): unknown {
  return {
    delivery_id: delivery.deliveryId,
    attempt: delivery.attempt,
    reply_route: delivery.replyRoute,
    session_id: delivery.conversation.sessionId,
    thread_id: delivery.conversation.threadId ?? null,
    content: delivery.content,
    parts: delivery.parts.map((part) => {
      switch (part.type) {
        case "text":
          return part;
        case "attachment":
          return { type: part.type, attachment: asReadAsset(part.attachment) };
        case "other":
          return { type: part.name, raw: part.raw };
      }
    }),
    artifacts: delivery.artifacts.map(asReadAsset),
    metadata: delivery.metadata,
  };
}

function asReadAsset(asset: DeliveredAsset): unknown {
  return {
    id: asset.id,
    media_type: asset.mediaType,
    file_name: asset.fileName ?? null,
    sha256: asset.sha256 ?? null,
    byte_length: asset.byteLength ?? null,
    download_path: asset.downloadPath,
  };
}

describe("requests.json", () => {
  let host: FakeHost;
  let sidecar: Sidecar;
  let port: number;

  before(async () => {
    host = await FakeHost.start({ sharedToken: "t-1" });
    const made = await sidecarFor(host, { capabilities: { attachmentsOut: false, threads: true } });
    sidecar = made.sidecar;
    port = made.port;
    await sidecar.start();
  });

  after(async () => {
    await sidecar.stop();
    await host.close();
  });

  for (const entry of vectors<RequestEntry>("requests")) {
    it(entry.name, async () => {
      const { status, body } = await exchange(port, entry);

      assert.equal(status, entry.answer.status);
      if (entry.answer.body !== undefined) {
        assert.deepEqual(starred(JSON.parse(body) as Record<string, unknown>, entry.answer.body), entry.answer.body);
      }
    });
  }
});

/** Any text that is not empty becomes the star that stands for it. */
function starred(answer: Record<string, unknown>, expected: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, expected[name] === "*" && value !== "" ? "*" : value]),
  );
}

function exchange(port: number, entry: RequestEntry): Promise<{ status: number; body: string }> {
  const body =
    entry.body_base64 === undefined ? Buffer.from(entry.body ?? "") : Buffer.from(entry.body_base64, "base64");
  const headers: Record<string, string> = { Host: `127.0.0.1:${port}`, Connection: "close", ...entry.headers };
  const has = entry.body !== undefined || entry.body_base64 !== undefined || entry.body_size !== undefined;
  if (has && entry.content_length !== false && headers["Content-Length"] === undefined) {
    headers["Content-Length"] = String(entry.body_size ?? body.length);
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.setTimeout(5000, () => socket.destroy(new Error("no answer in time")));
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.once("error", reject);
    socket.once("end", () => {
      socket.end();
      const text = Buffer.concat(chunks).toString("utf8");
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]);
      resolve({ status, body: text.slice(text.indexOf("\r\n\r\n") + 4) });
    });
    socket.write(`${entry.method} ${entry.path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`, "utf8");
    socket.write(body);
  });
}
