import http from "node:http";
import https from "node:https";
import type { IncomingMessage } from "node:http";

import { linked } from "../clock.js";

/** A request to the host. */
export interface HostRequest {
  readonly method: "GET" | "POST";
  /** Below the host's base URL, query included. */
  readonly path: string;
  readonly token: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
  /** The longest silence for {@link HostHttp.open}, the longest time in all for {@link HostHttp.exchange}. */
  readonly timeoutMs: number;
}

/** A whole answer. */
export interface HostAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** No answer came: no connection, a broken one, or silence. The message says what happened, without secrets. */
export class TransportError extends Error {}

/** Answers other than files are small; what is larger does not come from the host. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * Speaks HTTP to the host over kept connections. Follows no redirect and uses no proxy, since the token goes along.
 */
export class HostHttp {
  private readonly baseUrl: string;
  private readonly ended: AbortSignal;
  private readonly agent: http.Agent;

  /** @param ended breaks off whatever runs */
  constructor(baseUrl: string, ended: AbortSignal) {
    this.baseUrl = baseUrl;
    this.ended = ended;
    const options = { keepAlive: true, timeout: 4000, scheduling: "lifo" } as const;
    this.agent = baseUrl.toLowerCase().startsWith("https:") ? new https.Agent(options) : new http.Agent(options);
  }

  /** Sends and reads the whole answer. */
  async exchange(request: HostRequest, signal?: AbortSignal): Promise<HostAnswer> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), request.timeoutMs);
    const both = linked([deadline.signal, signal]);
    try {
      const response = await this.open(request, both.signal);
      return { status: response.statusCode ?? 0, headers: headersOf(response), body: await textOf(response) };
    } catch (failure) {
      if (deadline.signal.aborted) {
        throw new TransportError(`there was no whole answer within ${request.timeoutMs} ms`);
      }
      throw transportError(failure);
    } finally {
      clearTimeout(timer);
      both.release();
    }
  }

  /** Sends and gives the answer as soon as its headers are there; the caller reads or destroys it. */
  async open(request: HostRequest, signal?: AbortSignal): Promise<IncomingMessage> {
    const all = linked([signal, this.ended]);
    try {
      return await this.send(request, all, true);
    } catch (failure) {
      all.release();
      throw transportError(failure);
    }
  }

  /** Closes the kept connections. */
  close(): void {
    this.agent.destroy();
  }

  private send(request: HostRequest, all: ReturnType<typeof linked>, mayRepeat: boolean): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const module = this.agent instanceof https.Agent ? https : http;
      const outgoing = module.request(this.baseUrl + request.path, {
        method: request.method,
        agent: this.agent,
        headers: headersFor(request),
        signal: all.signal,
        timeout: request.timeoutMs,
      });
      outgoing.once("response", (response) => {
        response.once("close", all.release);
        resolve(response);
      });
      outgoing.once("timeout", () => {
        outgoing.destroy(new TransportError(`the host was silent for ${request.timeoutMs} ms`));
      });
      outgoing.once("error", (failure: NodeJS.ErrnoException) => {
        // The host may close a kept connection in the moment in which we use it: that says nothing about the host.
        if (mayRepeat && outgoing.reusedSocket && (failure.code === "ECONNRESET" || failure.code === "EPIPE")) {
          this.send(request, all, false).then(resolve, reject);
        } else {
          reject(failure);
        }
      });
      // As bytes: a text would be glued to the headers and both encoded as UTF-8, which they are already.
      outgoing.end(request.body === undefined ? undefined : Buffer.from(request.body));
    });
  }
}

function headersFor(request: HostRequest): Record<string, string> {
  const headers: Record<string, string> = { accept: "application/json", ...request.headers };
  if (request.token !== undefined) {
    // Header values are bytes to Node, one a character.
    headers["authorization"] = Buffer.from(`Bearer ${request.token}`, "utf8").toString("latin1");
  }
  if (request.body !== undefined) {
    headers["content-type"] = "application/json";
    headers["content-length"] = String(Buffer.byteLength(request.body));
  }
  return headers;
}

/** The headers of an answer, one text each. */
export function headersOf(response: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}

/** The whole body of an answer as text. */
export async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) {
      response.destroy();
      throw new TransportError(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Codes and our own words; foreign messages stay out, they may quote addresses with tokens. */
export function transportError(failure: unknown): TransportError {
  if (failure instanceof TransportError) {
    return failure;
  }
  const code = (failure as NodeJS.ErrnoException | undefined)?.code;
  return new TransportError(code === undefined ? "the connection broke" : `the connection failed with ${code}`);
}
