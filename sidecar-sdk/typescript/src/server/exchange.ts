import type { IncomingMessage, ServerResponse } from "node:http";

const LINGER_IDLE_MS = 250;
const LINGER_MS = 2_000;
const LINGER_BYTES = 8 * 1024 * 1024;

/** A body that is larger than it may be. */
export class BodyTooLargeError extends Error {}

/** One request and the answer to it. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  private readonly response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.request = request;
    this.response = response;
    this.method = request.method ?? "";
    const url = request.url ?? "";
    const question = url.indexOf("?");
    this.path = question === -1 ? url : url.slice(0, question);
    this.query = question === -1 ? "" : url.slice(question + 1);
  }

  /** Whether there is nobody left to answer, or an answer has begun. */
  get over(): boolean {
    return this.response.destroyed || this.response.headersSent;
  }

  /** The length that the request announces; undefined without a usable one. */
  get contentLength(): number | undefined {
    const header = this.request.headers["content-length"];
    return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
  }

  /** @throws BodyTooLargeError before more than `most` bytes are kept */
  async body(most: number): Promise<Buffer> {
    if ((this.contentLength ?? 0) > most) {
      throw new BodyTooLargeError();
    }
    if (this.request.headers.expect?.toLowerCase() === "100-continue") {
      this.response.writeContinue();
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > most) {
        throw new BodyTooLargeError();
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  /** Answers with JSON, whether or not the body was read. */
  async json(status: number, body: object): Promise<void> {
    await this.answer(status, { "content-type": "application/json" }, Buffer.from(JSON.stringify(body)));
  }

  async answer(status: number, headers: Readonly<Record<string, string>>, body: Buffer): Promise<void> {
    if (this.over) {
      return;
    }
    const whole = this.request.complete || hasNoBody(this.request);
    this.response.writeHead(status, {
      "cache-control": "no-store",
      ...headers,
      "content-length": body.length,
      ...(whole ? {} : { connection: "close" }),
    });
    if (whole || this.method === "HEAD") {
      this.response.end(body);
      return;
    }
    // Closing over unread bytes resets the connection, which may destroy the answer before it is read.
    this.response.write(body);
    await discard(this.request);
    this.response.end();
  }
}

function hasNoBody(request: IncomingMessage): boolean {
  return request.headers["transfer-encoding"] === undefined && Number(request.headers["content-length"] ?? 0) === 0;
}

/** Reads and drops what still comes, for a short while. */
function discard(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    let idle = setTimeout(resolve, LINGER_IDLE_MS);
    const all = setTimeout(resolve, LINGER_MS);
    const finish = () => {
      clearTimeout(idle);
      clearTimeout(all);
      resolve();
    };
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      clearTimeout(idle);
      idle = setTimeout(finish, LINGER_IDLE_MS);
      if (bytes > LINGER_BYTES) {
        finish();
      }
    });
    request.once("end", finish);
    request.once("close", finish);
    request.once("error", finish);
    request.resume();
  });
}
