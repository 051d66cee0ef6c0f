import { createHash, type Hash } from "node:crypto";
import type { IncomingMessage } from "node:http";

import type { DeliveredAsset } from "../deliveries.js";
import { AssetError, HostUnavailableError } from "../errors.js";
import { judgeStatus, type Refusal, type Retry } from "./answers.js";
import { pause, unanswered, type ClientContext } from "./context.js";
import { headersOf, textOf, transportError } from "./http.js";
import { Patience } from "./patience.js";

const SILENCE_MS = 60_000;
const MAX_ASSET_BYTES = 64 * 1024 * 1024;

/** How far one reading has come. */
interface Progress {
  received: number;
  readonly hash: Hash;
  /** Names the version of the file that is being read; absent while unknown or when the host gives none. */
  etag: string | undefined;
}

/** Bytes to leave out, since they were handed on before the connection broke. */
interface Body {
  readonly kind: "body";
  readonly response: IncomingMessage;
  readonly skip: number;
}

/** Whether the shared token may be sent along to this path: one `/`, visible ASCII, no way to another host. */
export function isDownloadPath(path: string): boolean {
  return /^\/(?!\/)[!-~]*$/.test(path) && !/[\\#]/.test(path);
}

/** Reads files of pending deliveries, at most 64 MiB each. */
export class Assets {
  private readonly context: ClientContext;

  constructor(context: ClientContext) {
    this.context = context;
  }

  /**
   * The file's bytes in order. When the connection breaks it goes on where it was. Length and digest are known to be
   * right only once the last byte was read: until then nothing must be done that cannot be undone.
   */
  async *read(asset: DeliveredAsset, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
    requireReadable(asset);
    const patience = new Patience(this.context.clock, this.context.patienceMs);
    const progress: Progress = { received: 0, hash: createHash("sha256"), etag: undefined };
    for (let attempts = 1; ; attempts++) {
      const before = progress.received;
      const failure = yield* this.attempt(asset, progress, signal);
      if (failure === undefined) {
        requireIntact(asset, progress);
        return;
      }
      if (progress.received > before) {
        patience.renew();
      }
      if (!(await pause(this.context, patience, failure, signal))) {
        throw new HostUnavailableError(`Fetching attachment ${asset.id}`, attempts, failure.why, failure.afterMs);
      }
    }
  }

  /** Undefined when the file was read to its end. */
  private async *attempt(
    asset: DeliveredAsset,
    progress: Progress,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array, Retry | undefined, void> {
    let opened: Body | Retry;
    try {
      opened = await this.open(asset, progress, signal);
      if (opened.kind === "retry") {
        return opened;
      }
      yield* this.bytes(asset, progress, opened);
      return undefined;
    } catch (failure) {
      if (failure instanceof AssetError) {
        throw failure;
      }
      return unanswered(failure);
    }
  }

  private async open(asset: DeliveredAsset, progress: Progress, signal?: AbortSignal): Promise<Body | Retry> {
    const { environment, http, clock } = this.context;
    const { received, etag } = progress;
    const resumes = received > 0 && etag !== undefined;
    const response = await http.open(
      {
        method: "GET",
        path: asset.downloadPath,
        token: environment.sharedToken,
        headers: { accept: "*/*", ...(resumes ? { range: `bytes=${received}-`, "if-range": etag } : {}) },
        timeoutMs: SILENCE_MS,
      },
      signal,
    );
    const status = response.statusCode ?? 0;
    const headers = headersOf(response);
    if (status !== 200 && status !== 206) {
      const verdict = judgeStatus({ status, headers, body: await textOf(response) }, clock.wallMs());
      return verdict?.kind === "retry" ? verdict : refuse(asset, status, verdict);
    }
    const skip = skipFor(asset, status, headers, progress);
    if (skip === undefined) {
      response.destroy();
      throw new AssetError(asset.id, "changed", "it became another file while it was read; read it again.");
    }
    requireRoom(asset, response, Number(headers["content-length"] ?? 0));
    progress.etag = strong(headers["etag"]);
    return { kind: "body", response, skip };
  }

  private async *bytes(asset: DeliveredAsset, progress: Progress, body: Body): AsyncGenerator<Uint8Array, void, void> {
    let { skip } = body;
    const most = Math.min(asset.byteLength ?? MAX_ASSET_BYTES, MAX_ASSET_BYTES);
    try {
      for await (const chunk of chunksOf(body.response)) {
        const fresh = chunk.subarray(Math.min(skip, chunk.length));
        skip -= chunk.length - fresh.length;
        progress.received += fresh.length;
        if (progress.received > most) {
          throw new AssetError(asset.id, "too_large", `it has more than the ${most} bytes that it may have.`);
        }
        progress.hash.update(fresh);
        if (fresh.length > 0) {
          yield fresh;
        }
      }
    } finally {
      body.response.destroy();
    }
  }
}

/** Turns what breaks the connection into a {@link TransportError}, and leaves what the reader throws alone. */
async function* chunksOf(response: IncomingMessage): AsyncGenerator<Buffer, void, void> {
  const chunks = (response as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<Buffer>;
    try {
      next = await chunks.next();
    } catch (failure) {
      throw transportError(failure);
    }
    if (next.done) {
      return;
    }
    yield next.value;
  }
}

/** How many bytes of this answer were handed on before; undefined if it is not known to be the same file. */
function skipFor(
  asset: DeliveredAsset,
  status: number,
  headers: Readonly<Record<string, string | undefined>>,
  progress: Progress,
): number | undefined {
  if (status === 206) {
    const start = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(headers["content-range"] ?? "")?.[1];
    return start !== undefined && Number(start) === progress.received ? 0 : undefined;
  }
  const same = progress.etag !== undefined && progress.etag === strong(headers["etag"]);
  // A digest that is checked at the end proves the same.
  return progress.received === 0 || same || asset.sha256 !== undefined ? progress.received : undefined;
}

function strong(etag: string | undefined): string | undefined {
  return etag === undefined || etag.startsWith("W/") ? undefined : etag;
}

function requireReadable(asset: DeliveredAsset): void {
  if (!isDownloadPath(asset.downloadPath)) {
    throw new AssetError(asset.id, "bad_path", "its download path is not a path at the host; nothing was sent.");
  }
  requireLength(asset, asset.byteLength ?? 0);
}

function requireRoom(asset: DeliveredAsset, response: IncomingMessage, announced: number): void {
  try {
    requireLength(asset, announced);
  } catch (tooLarge) {
    response.destroy();
    throw tooLarge;
  }
}

function requireLength(asset: DeliveredAsset, bytes: number): void {
  if (bytes > MAX_ASSET_BYTES) {
    throw new AssetError(asset.id, "too_large", `it has ${bytes} bytes; at most ${MAX_ASSET_BYTES} are fetched.`);
  }
}

function requireIntact(asset: DeliveredAsset, { received, hash }: Progress): void {
  if (asset.byteLength !== undefined && asset.byteLength !== received) {
    throw new AssetError(asset.id, "corrupt", `it has ${received} bytes, ${asset.byteLength} were announced.`);
  }
  if (asset.sha256 !== undefined && asset.sha256.toLowerCase() !== hash.digest("hex")) {
    throw new AssetError(asset.id, "corrupt", "its SHA-256 digest is not the announced one.");
  }
}

function refuse(asset: DeliveredAsset, status: number, refusal: Refusal | undefined): never {
  const said = refusal?.problem.detail ?? refusal?.problem.code;
  const advice =
    status === 401
      ? "The shared token differs from the one in the connector's settings."
      : "Files are there only while their delivery is pending.";
  const start = `the host answered ${status}${said === undefined ? "" : ` (${said})`}.`;
  throw new AssetError(asset.id, "refused", `${start} ${advice}`);
}
