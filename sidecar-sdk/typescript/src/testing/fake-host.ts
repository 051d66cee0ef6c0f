import http from "node:http";
import type { AddressInfo } from "node:net";

import type { JsonObject } from "../events.js";
import { isObject } from "../wire/shape.js";

const EVENTS = /^\/v1\/connectors\/external\/([^/]+)\/events(\/batch)?$/;
const CREDENTIAL = /^\/v1\/connectors\/external\/[^/]+\/credentials\/([^/]+)$/;

/** What came in. */
export interface ReceivedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** An answer of the test's own; `reset` breaks the connection instead, `hang` never answers. */
export type ScriptedAnswer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string | JsonObject }
  | "reset"
  | "hang";

/** How the fake host begins. */
export interface FakeHostOptions {
  /** The only connector that it knows. Default: `demo`. */
  readonly name?: string;
  /** Default: none, everybody may send events. */
  readonly sharedToken?: string;
  /** What `credential()` gets. */
  readonly credentials?: Readonly<Record<string, string>>;
  /** Default: `lease-1`. */
  readonly credentialToken?: string;
}

/**
 * A host for tests, on a free port of 127.0.0.1: accepts events, knows duplicates by their id, lends credentials and
 * serves files. It makes no runs: what an answer would be is up to the test.
 */
export class FakeHost {
  readonly name: string;
  /** Every event that was accepted, as it was sent, in order. */
  readonly events: JsonObject[] = [];
  /** Every request that came, in order. */
  readonly requests: ReceivedRequest[] = [];
  /** Files by path. */
  readonly files = new Map<string, (request: ReceivedRequest, response: http.ServerResponse) => void>();
  /** May be changed at any time. */
  sharedToken: string | undefined;
  /** May be changed at any time. */
  credentialToken: string;
  readonly credentials: Map<string, string>;

  private readonly server: http.Server;
  private readonly scripted: ScriptedAnswer[] = [];
  private readonly known = new Map<string, string>();

  private constructor(options: FakeHostOptions) {
    this.name = options.name ?? "demo";
    this.sharedToken = options.sharedToken;
    this.credentialToken = options.credentialToken ?? "lease-1";
    this.credentials = new Map(Object.entries(options.credentials ?? {}));
    this.server = http.createServer((request, response) => void this.receive(request, response));
  }

  static async start(options: FakeHostOptions = {}): Promise<FakeHost> {
    const host = new FakeHost(options);
    await new Promise<void>((resolve) => host.server.listen(0, "127.0.0.1", resolve));
    return host;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next requests with events or for credentials get these answers, one each, instead of the usual ones. */
  answerNext(...answers: readonly ScriptedAnswer[]): void {
    this.scripted.push(...answers);
  }

  /** The environment in which the host would start a sidecar that listens on `port`. */
  environment(port: number, more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const prefix = "KHEISH_EXTERNAL_CONNECTOR_";
    const keys = [...this.credentials.keys()].sort();
    return {
      [`${prefix}NAME`]: this.name,
      [`${prefix}BASE_URL`]: `http://127.0.0.1:${port}`,
      [`${prefix}DAEMON_BASE_URL`]: this.baseUrl,
      ...(this.sharedToken === undefined ? {} : { [`${prefix}SHARED_TOKEN`]: this.sharedToken }),
      ...(keys.length === 0
        ? {}
        : {
            [`${prefix}CREDENTIAL_TOKEN`]: this.credentialToken,
            [`${prefix}CREDENTIAL_KEYS_JSON`]: JSON.stringify(keys),
          }),
      ...more,
    };
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async receive(incoming: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    const request: ReceivedRequest = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    this.requests.push(request);
    const file = this.files.get(request.path);
    if (file !== undefined) {
      file(request, response);
      return;
    }
    const answer = this.scripted.shift() ?? this.usual(request);
    if (answer === "reset") {
      incoming.socket.resetAndDestroy();
    } else if (answer !== "hang") {
      const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {});
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(text);
    }
  }

  private usual(request: ReceivedRequest): Exclude<ScriptedAnswer, string> {
    const credential = CREDENTIAL.exec(request.path);
    if (credential !== null) {
      return this.lend(request, decodeURIComponent(credential[1]!));
    }
    const events = EVENTS.exec(request.path);
    if (events === null || decodeURIComponent(events[1]!) !== this.name) {
      return problem(404, "not_found", "No such connector.");
    }
    if (this.sharedToken !== undefined && !bears(request, this.sharedToken)) {
      return problem(401, "unauthorized", "Another token.");
    }
    const { protocol_version: _, ...body } = JSON.parse(request.body) as { events?: JsonObject[] } & JsonObject;
    if (events[2] === undefined) {
      return { status: 200, body: this.accept(body) };
    }
    return { status: 200, body: { results: (body.events ?? []).map((event) => this.accept(event)) } };
  }

  private accept(event: JsonObject): JsonObject {
    const eventId = String(event["event_id"]).trim();
    const known = this.known.get(eventId);
    const runId = known ?? `run_${this.known.size + 1}`;
    if (known === undefined) {
      this.known.set(eventId, runId);
      this.events.push(event);
    }
    const thread = isObject(event["thread"]) ? event["thread"]["path"] : event["routing_key"];
    const sessionId = `external:${this.name}:${JSON.stringify(thread ?? null)}`;
    return { event_id: eventId, status: known ? "duplicate" : "accepted", session_id: sessionId, run_id: runId };
  }

  private lend(request: ReceivedRequest, key: string): Exclude<ScriptedAnswer, string> {
    if (!bears(request, this.credentialToken)) {
      return problem(401, "unauthorized", "No live lease.");
    }
    const value = this.credentials.get(key);
    if (value === undefined) {
      return problem(404, "not_found", "No such slot.");
    }
    const expires = Date.now() + 300_000;
    return { status: 200, body: { value, lease_id: "l-1", grant_id: "g-1", expires_at_ms: expires } };
  }
}

/** Header values are bytes to Node, one a character. */
function bears(request: ReceivedRequest, token: string): boolean {
  return Buffer.from(request.headers.authorization ?? "", "latin1").toString("utf8") === `Bearer ${token}`;
}

function problem(status: number, code: string, detail: string): Exclude<ScriptedAnswer, string> {
  return { status, headers: { "content-type": "application/problem+json" }, body: { status, code, detail } };
}
