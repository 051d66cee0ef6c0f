/** Where an answer goes, and what the requester knows it by. */
export interface ReplyRoute {
  readonly topic: string;
  readonly correlation?: Buffer | undefined;
}

/** As it travels with events and comes back with answers. */
export function encodeRoute({ topic, correlation }: ReplyRoute): string {
  return JSON.stringify({
    topic,
    ...(correlation === undefined ? {} : { correlation: correlation.toString("base64") }),
  });
}

/** Undefined if it is no route: operators may write some by hand into reply targets. */
export function decodeRoute(text: string): ReplyRoute | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof json !== "object" || json === null) {
    return undefined;
  }
  const { topic, correlation } = json as { topic?: unknown; correlation?: unknown };
  if (typeof topic !== "string" || !(correlation === undefined || typeof correlation === "string")) {
    return undefined;
  }
  return { topic, correlation: correlation === undefined ? undefined : Buffer.from(correlation, "base64") };
}
