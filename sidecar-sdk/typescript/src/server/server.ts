import http from "node:http";
import type { AddressInfo, Socket } from "node:net";

import type { Environment } from "../environment.js";
import { SidecarError } from "../errors.js";
import type { JsonObject } from "../events.js";
import type { Health } from "../health.js";
import { describeThrown, type Log } from "../log.js";
import { findRoute, type Route, type RouteAnswer } from "../routes.js";
import { decodeDelivery, encodeOutcome, RUNTIME_PROTOCOL, UnsupportedVersionError } from "../wire/delivery.js";
import { ShapeError } from "../wire/shape.js";
import { BearerCheck } from "./bearer.js";
import type { DeliveryDesk } from "./delivery-desk.js";
import { BodyTooLargeError, Exchange } from "./exchange.js";

const REQUEST_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_MS = 75_000;
const CLOSE_WITHIN_MS = 1_000;
const CORE = new Map([
  ["/manifest", "GET"],
  ["/health", "GET"],
  ["/deliver", "POST"],
]);

/** Whether the protocol uses this path. */
export function isCorePath(path: string): boolean {
  return CORE.has(path);
}

/** What the server serves. */
export interface Served {
  readonly environment: Environment;
  readonly manifest: JsonObject;
  readonly health: Health;
  readonly desk: DeliveryDesk;
  readonly log: Log;
  /** Empty until the author's start-up function returned. */
  routes: readonly Route[];
}

/** Answers the host, and whoever calls the author's own routes. */
export class SidecarServer {
  private readonly served: Served;
  private readonly bearer: BearerCheck;
  private readonly server: http.Server;
  private readonly routeCalls = new Set<Promise<void>>();

  constructor(served: Served) {
    this.served = served;
    this.bearer = new BearerCheck(served.environment.sharedToken);
    this.server = http.createServer({ requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS });
    const listener: http.RequestListener = (request, response) => void this.serve(new Exchange(request, response));
    this.server.on("request", listener);
    // Whoever asks first whether a body is welcome is told by the same checks.
    this.server.on("checkContinue", listener);
    this.server.on("clientError", refuseMalformed);
  }

  /** Resolves with the port once requests are taken. */
  async listen(): Promise<number> {
    const { host, port } = this.served.environment;
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", (failure: NodeJS.ErrnoException) => {
        const reason = failure.code === "EADDRINUSE" ? "another program listens there already" : failure.code;
        reject(
          new SidecarError(
            `Cannot listen on ${host} port ${port}: ${reason}. The address is the connector's base_url.`,
          ),
        );
      });
      this.server.listen(port, host, resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolves when no route of the author's runs any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.routeCalls);
  }

  /** Takes no more connections, lets answers be written, then closes what is left. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const timer = setTimeout(() => this.server.closeAllConnections(), CLOSE_WITHIN_MS);
    await closed;
    clearTimeout(timer);
  }

  private async serve(exchange: Exchange): Promise<void> {
    try {
      if (CORE.get(exchange.path) === exchange.method) {
        await this.serveHost(exchange);
      } else {
        await this.serveRoute(exchange);
      }
    } catch (failure) {
      if (failure instanceof BodyTooLargeError) {
        await exchange.json(413, { error: "payload_too_large" });
      } else if (exchange.over) {
        // The connection broke while a body was read or an answer written: there is nobody left to tell.
        this.served.log.debug(`a request ended early: ${describeThrown(failure)}`);
      } else {
        this.served.log.error(`${exchange.method} ${exchange.path} failed: ${describeThrown(failure)}`);
        await exchange.json(500, { error: "internal_error" });
      }
    }
  }

  private async serveHost(exchange: Exchange): Promise<void> {
    if (!this.bearer.passes(exchange.request.headers.authorization)) {
      await exchange.json(401, { error: "unauthorized" });
      return;
    }
    const { environment, manifest, health } = this.served;
    switch (exchange.path) {
      case "/manifest":
        await exchange.json(200, manifest);
        break;
      case "/health": {
        const { status, detail } = health;
        const { instanceId } = environment;
        await exchange.json(200, { protocol_version: RUNTIME_PROTOCOL, instance_id: instanceId, status, detail });
        break;
      }
      default:
        await this.deliver(exchange);
    }
  }

  private async deliver(exchange: Exchange): Promise<void> {
    if (exchange.contentLength === undefined) {
      await exchange.json(400, { error: "invalid_content_length" });
      return;
    }
    const body = await exchange.body(this.served.environment.maxRequestBytes);
    let delivery;
    try {
      delivery = decodeDelivery(body);
    } catch (failure) {
      await this.refuseDelivery(exchange, failure);
      return;
    }
    await exchange.json(200, encodeOutcome(await this.served.desk.take(delivery)));
  }

  private async refuseDelivery(exchange: Exchange, failure: unknown): Promise<void> {
    if (failure instanceof UnsupportedVersionError) {
      await exchange.json(400, { error: "unsupported_protocol_version" });
    } else if (failure instanceof ShapeError) {
      await exchange.json(400, { error: "invalid_request", detail: failure.message });
    } else {
      throw failure;
    }
  }

  private async serveRoute(exchange: Exchange): Promise<void> {
    const { health, routes } = this.served;
    const route = findRoute(routes, exchange.method, exchange.path);
    if (health.status === "starting") {
      // The author's routes are not known yet, and a platform that sees 404 may never call again.
      await exchange.json(503, { error: "starting" });
    } else if (route === undefined) {
      await exchange.json(404, { error: "not_found" });
    } else if (health.status === "draining") {
      await exchange.json(503, { error: "draining" });
    } else {
      const call = this.callRoute(route, exchange);
      this.routeCalls.add(call);
      await call.finally(() => this.routeCalls.delete(call));
    }
  }

  private async callRoute(route: Route, exchange: Exchange): Promise<void> {
    const body = await exchange.body(route.maxBodyBytes ?? this.served.environment.maxRequestBytes);
    const { method, path, request } = exchange;
    const query = new URLSearchParams(exchange.query);
    const answer = await route.handle({ method, path, query, headers: request.headers, body });
    await exchange.answer(answer.status, ...encode(answer));
  }
}

function encode({ headers, body }: RouteAnswer): [Record<string, string>, Buffer] {
  if (body === undefined) {
    return [{ ...headers }, Buffer.alloc(0)];
  }
  if (typeof body === "string") {
    return [{ "content-type": "text/plain; charset=utf-8", ...headers }, Buffer.from(body)];
  }
  if (body instanceof Uint8Array) {
    return [{ "content-type": "application/octet-stream", ...headers }, Buffer.from(body)];
  }
  return [{ "content-type": "application/json", ...headers }, Buffer.from(JSON.stringify(body))];
}

/** What Node's parser refuses never becomes a request; it gets JSON like everything else. */
function refuseMalformed(failure: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || failure.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, error] = malformed(failure.code);
  const body = JSON.stringify({ error });
  const head = [`HTTP/1.1 ${status}`, "Content-Type: application/json", `Content-Length: ${body.length}`];
  socket.end([...head, "Connection: close", "", body].join("\r\n"));
}

function malformed(code: string | undefined): [string, string] {
  switch (code) {
    case "HPE_INVALID_CONTENT_LENGTH":
    case "HPE_UNEXPECTED_CONTENT_LENGTH":
      return ["400 Bad Request", "invalid_content_length"];
    case "HPE_HEADER_OVERFLOW":
      return ["431 Request Header Fields Too Large", "headers_too_large"];
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return ["408 Request Timeout", "request_timeout"];
    default:
      return ["400 Bad Request", "bad_request"];
  }
}
