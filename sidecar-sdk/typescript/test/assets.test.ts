import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, describe, it } from "node:test";

import { AssetError, HostUnavailableError, type DeliveredAsset, type Sidecar } from "@kheish/sidecar";
import { FakeHost, type ReceivedRequest } from "@kheish/sidecar/testing";

import { sidecarFor, TestClock } from "./support.js";

const PATH = "/v1/connectors/external/demo/deliveries/dlv_1/assets/ast_1/raw";

describe("fetching files of a delivery", () => {
  const content = randomBytes(300_000);
  const asset: DeliveredAsset = {
    id: "ast_1",
    mediaType: "application/octet-stream",
    downloadPath: PATH,
    fileName: "f.bin",
    sha256: createHash("sha256").update(content).digest("hex"),
    byteLength: content.length,
  };
  let folder: string;
  let host: FakeHost;
  let clock: TestClock;
  let sidecar: Sidecar;
  let file: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "kheish-assets-"));
    file = join(folder, "f.bin");
    host = await FakeHost.start({ sharedToken: "t-1" });
    clock = new TestClock();
    ({ sidecar } = await sidecarFor(host, {}, { clock }));
  });

  afterEach(async () => {
    await host.close();
    rmSync(folder, { recursive: true });
  });

  it("writes the whole file, readable by this user alone", async () => {
    host.files.set(PATH, (_, response) => response.end(content));

    await sidecar.host.download(asset, file);

    assert.deepEqual(readFileSync(file), content);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(host.requests[0]!.headers.authorization, "Bearer t-1");
    assert.deepEqual(readdirSync(folder), ["f.bin"]);
  });

  it("goes on where the connection broke", async () => {
    serveInPieces(host, content, '"v1"');

    await sidecar.host.download(asset, file);

    assert.deepEqual(readFileSync(file), content);
    const ranges = host.requests.map(({ headers }) => [headers.range, headers["if-range"]]);
    assert.ok(ranges.length > 2);
    assert.deepEqual(ranges[0], [undefined, undefined]);
    assert.ok(ranges.slice(1).every(([range, etag]) => /^bytes=[1-9]\d*-$/.test(String(range)) && etag === '"v1"'));
  });

  it("goes on in the stream as well", async () => {
    serveInPieces(host, content, '"v1"');
    const chunks: Uint8Array[] = [];

    for await (const chunk of sidecar.host.openAsset(asset)) {
      chunks.push(chunk);
    }

    assert.deepEqual(Buffer.concat(chunks), content);
  });

  it("leaves out what it has when the host knows no ranges, as the digest proves the rest", async () => {
    let calls = 0;
    host.files.set(PATH, (_, response) => {
      calls++;
      response.writeHead(200, { "content-length": content.length });
      cutAfter(response, content, calls === 1 ? 100_000 : content.length);
    });

    await sidecar.host.download(asset, file);

    assert.deepEqual(readFileSync(file), content);
  });

  it("starts over with a file that changed, and a stream says so", async () => {
    let calls = 0;
    const other = randomBytes(content.length);
    const plain = { ...asset, sha256: undefined };
    const serve = (_: ReceivedRequest, response: ServerResponse) => {
      calls++;
      response.writeHead(200, { "content-length": content.length, etag: calls === 1 ? '"v1"' : '"v2"' });
      cutAfter(response, calls === 1 ? content : other, calls === 1 ? 100_000 : content.length);
    };
    host.files.set(PATH, serve);

    await sidecar.host.download(plain, file);

    assert.deepEqual(readFileSync(file), other);
    calls = 0;
    await assert.rejects(drain(sidecar.host.openAsset(plain)), problem("changed"));
  });

  it("refuses a part that begins elsewhere", async () => {
    let calls = 0;
    host.files.set(PATH, (_, response) => {
      calls++;
      if (calls === 1) {
        response.writeHead(200, { "content-length": content.length, etag: '"v1"' });
        cutAfter(response, content, 1000);
      } else {
        response.writeHead(206, { "content-range": `bytes 5-${content.length - 1}/${content.length}`, etag: '"v1"' });
        response.end(content.subarray(5));
      }
    });

    await assert.rejects(drain(sidecar.host.openAsset(asset)), problem("changed"));
  });

  it("leaves no file that has another digest or length", async () => {
    host.files.set(PATH, (_, response) => response.end(content));

    const wrong = { ...asset, sha256: "ab".repeat(32) };
    await assert.rejects(sidecar.host.download(wrong, file), problem("corrupt"));
    const longer = { ...asset, byteLength: content.length + 1 };
    await assert.rejects(sidecar.host.download(longer, file), problem("corrupt"));
    const shorter = { ...asset, byteLength: content.length - 1 };
    await assert.rejects(sidecar.host.download(shorter, file), problem("too_large"));

    assert.deepEqual(readdirSync(folder), []);
  });

  it("reads no more than 64 MiB, announced or not", async () => {
    const unknown = { ...asset, sha256: undefined, byteLength: undefined };
    host.files.set(PATH, (_, response) => response.writeHead(200, { "content-length": 67_108_865 }).flushHeaders());
    await assert.rejects(drain(sidecar.host.openAsset(unknown)), problem("too_large"));

    await assert.rejects(drain(sidecar.host.openAsset({ ...asset, byteLength: 67_108_865 })), problem("too_large"));

    const megabyte = Buffer.alloc(1_048_576);
    host.files.set(PATH, (_, response) => void endless(response, megabyte));
    await assert.rejects(drain(sidecar.host.openAsset(unknown)), problem("too_large"));
  });

  it("sends the token nowhere else", async () => {
    const elsewhere = { ...asset, downloadPath: "//evil.example/x" };
    await assert.rejects(sidecar.host.download(elsewhere, file), problem("bad_path"));
    assert.equal(host.requests.length, 0);

    host.files.set(PATH, (_, response) => response.writeHead(302, { location: "/elsewhere" }).end());
    await assert.rejects(sidecar.host.download(asset, file), problem("refused"));
    assert.equal(host.requests.length, 1);
  });

  it("says that files live only as long as their delivery", async () => {
    await assert.rejects(sidecar.host.download(asset, file), (failure: unknown) => {
      assert.ok(failure instanceof AssetError);
      assert.match(failure.message, /ast_1.*404.*only while their delivery is pending/);
      return true;
    });
  });

  it("gives up when patience is over, and counts it from the last byte", async () => {
    clock.chance = 1;
    host.files.set(PATH, (_, response) => response.writeHead(503).end());

    await assert.rejects(sidecar.host.download(asset, file), HostUnavailableError);

    assert.deepEqual(readdirSync(folder), []);
  });
});

/** Serves at most 70 000 bytes at a time and then breaks the connection. */
function serveInPieces(host: FakeHost, content: Buffer, etag: string): void {
  host.files.set(PATH, ({ headers }, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
    const rest = content.subarray(start);
    response.writeHead(start === 0 ? 200 : 206, {
      "content-length": rest.length,
      etag,
      ...(start === 0 ? {} : { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` }),
    });
    cutAfter(response, rest, 70_000);
  });
}

function cutAfter(response: ServerResponse, content: Buffer, bytes: number): void {
  if (bytes >= content.length) {
    response.end(content);
  } else {
    // The callback comes when the bytes are with the system; ending the stream lets them arrive.
    response.write(content.subarray(0, bytes), () => response.socket?.destroySoon());
  }
}

async function endless(response: ServerResponse, chunk: Buffer): Promise<void> {
  const chunks = async function* () {
    for (;;) {
      yield chunk;
    }
  };
  await pipeline(chunks, response).catch(() => response.destroy());
}

async function drain(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of bytes) {
    assert.ok(chunk.length > 0);
  }
}

function problem(expected: string): (failure: unknown) => boolean {
  return (failure) => failure instanceof AssetError && failure.problem === expected;
}
