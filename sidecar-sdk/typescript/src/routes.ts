import type { IncomingHttpHeaders } from "node:http";

/** A path of the sidecar's own, such as the webhook of a platform. */
export interface Route {
  /** `GET`, `POST` and so on. */
  readonly method: string;
  /** Must match exactly; a `*` at the end takes whatever follows. Not one of the three of the protocol. */
  readonly path: string;
  /** The largest body in bytes; what is larger gets 413. Default: 2 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /**
   * Answers a request. **Nobody has checked who sent it**: verify the platform's signature first. Whatever it throws
   * becomes 500. Many requests may run at once.
   */
  handle(request: RouteRequest): Promise<RouteAnswer> | RouteAnswer;
}

/** A request to a route of the sidecar's own. */
export interface RouteRequest {
  readonly method: string;
  /** Without the query, as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The bytes as they came: signatures are over these. */
  readonly body: Buffer;
}

/** The answer of a route of the sidecar's own. */
export interface RouteAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** A text or bytes are sent as they are; anything else as JSON. */
  readonly body?: unknown;
}

/** The route that takes a request, the first one that matches. */
export function findRoute(routes: readonly Route[], method: string, path: string): Route | undefined {
  return routes.find((route) => {
    const matches = route.path.endsWith("*") ? path.startsWith(route.path.slice(0, -1)) : path === route.path;
    return matches && route.method.toUpperCase() === method;
  });
}
