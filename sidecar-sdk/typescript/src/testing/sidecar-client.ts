import http from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import type { JsonObject } from "../events.js";

/** An answer of a sidecar. */
export interface SidecarAnswer {
  readonly status: number;
  /** Parsed, if it is JSON. */
  readonly body: unknown;
}

/** A port that nothing listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until `probe` gives something other than undefined or false; throws after `timeoutMs`, saying `what`. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 10_000,
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) {
      return found;
    }
    if (performance.now() > until) {
      throw new Error(`Within ${timeoutMs} ms this did not happen: ${what}`);
    }
    await sleep(20);
  }
}

/** Speaks to a sidecar as the host does. */
export class SidecarClient {
  private readonly baseUrl: string;
  private readonly token: string | undefined;
  private deliveries = 0;

  constructor(port: number, token?: string) {
    this.baseUrl = `http://127.0.0.1:${port}`;
    this.token = token;
  }

  async health(): Promise<JsonObject> {
    return (await this.call("GET", "/health")).body as JsonObject;
  }

  async manifest(): Promise<JsonObject> {
    return (await this.call("GET", "/manifest")).body as JsonObject;
  }

  /** Waits until health says so. */
  async until(status: string, timeoutMs?: number): Promise<void> {
    const says = async () => (await this.health().catch(() => undefined))?.["status"] === status;
    await eventually(`health of ${this.baseUrl} says ${status}`, says, timeoutMs);
  }

  /** Delivers; members that are not given are made up. */
  async deliver(members: JsonObject): Promise<SidecarAnswer> {
    this.deliveries++;
    return this.call("POST", "/deliver", {
      protocol_version: 1,
      delivery_id: `dlv_${this.deliveries}`,
      attempt: 1,
      reply_route: "",
      conversation: { session_id: "external:demo:0123456789abcdef", thread_id: null },
      content: "",
      metadata: {},
      ...members,
    });
  }

  async call(method: string, path: string, body?: string | JsonObject): Promise<SidecarAnswer> {
    const text = typeof body === "object" ? JSON.stringify(body) : body;
    return new Promise((resolve, reject) => {
      const headers: http.OutgoingHttpHeaders = {
        connection: "close",
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(text === undefined ? {} : { "content-length": Buffer.byteLength(text) }),
      };
      const outgoing = http.request(this.baseUrl + path, { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => {
          const answer = Buffer.concat(chunks).toString("utf8");
          resolve({ status: response.statusCode ?? 0, body: parsed(answer) });
        });
      });
      outgoing.once("error", reject);
      outgoing.end(text);
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
