import type { AttachmentItem, InboundEvent, InputItem } from "../events.js";
import { InvalidEventError } from "../errors.js";

/** The largest body that the host reads. */
export const MAX_BODY_BYTES = 2_097_152;

const MAX_INLINE_BYTES = 1_048_576;
// The version and the braces around the members of a single event.
const ENVELOPE_BYTES = 64;

/** One event as JSON members, without the version: `"instance_id":…,"event_id":…`. */
export interface EncodedEvent {
  readonly members: string;
  readonly bytes: number;
}

/**
 * Checks what no host would accept and makes the event's JSON. Absent, null and empty members are left out.
 *
 * @throws InvalidEventError naming the member
 */
export function encodeEvent(event: InboundEvent, instanceId: string): EncodedEvent {
  check(event);
  const json = stringify({
    instance_id: instanceId,
    event_id: event.eventId,
    fingerprint: event.fingerprint,
    occurred_at_ms: event.occurredAtMs,
    actor_id: event.actorId,
    source_kind: event.sourceKind,
    intent: event.intent,
    relation: event.relation && { kind: event.relation.kind, target_event_id: event.relation.targetEventId },
    thread: event.thread?.length ? { path: event.thread } : undefined,
    routing_key: event.routingKey,
    content: event.content === "" ? undefined : event.content,
    input_items: items(event.inputItems, "inputItems"),
    attachments: items(event.attachments, "attachments"),
    reply_route: event.replyRoute,
    metadata: event.metadata,
  });
  const bytes = Buffer.byteLength(json);
  if (bytes + ENVELOPE_BYTES > MAX_BODY_BYTES) {
    throw new InvalidEventError("the whole event", `takes ${bytes} bytes; the host reads at most ${MAX_BODY_BYTES}.`);
  }
  return { members: json.slice(1, -1), bytes };
}

/** The body of a single event. */
export function singleBody(event: EncodedEvent, version: number): string {
  return `{"protocol_version":${version},${event.members}}`;
}

/** The body of a batch. */
export function batchBody(events: readonly EncodedEvent[], version: number): string {
  return `{"protocol_version":${version},"events":[${events.map((event) => `{${event.members}}`).join(",")}]}`;
}

function check(event: InboundEvent): void {
  if (typeof event.eventId !== "string" || event.eventId.trim() === "") {
    throw new InvalidEventError("eventId", "is blank; take the platform's id of the message.");
  }
  const at = event.occurredAtMs;
  if (at !== undefined && at !== null && (!Number.isSafeInteger(at) || at < 0)) {
    throw new InvalidEventError("occurredAtMs", "is not a whole number of milliseconds since 1970.");
  }
}

function items(list: readonly InputItem[] | undefined, field: string): object[] | undefined {
  return list?.length ? list.map((item, index) => wireItem(item, `${field}[${index}]`)) : undefined;
}

function wireItem(item: InputItem, field: string): object {
  switch (item.type) {
    case "text":
      return { type: item.type, text: item.text };
    case "asset_reference":
    case "inline_asset":
      return wireAttachment(item, field);
  }
}

function wireAttachment(item: AttachmentItem, field: string): object {
  if (item.type === "asset_reference") {
    return { type: item.type, asset_id: item.assetId };
  }
  const { byteLength } = item.content;
  if (byteLength > MAX_INLINE_BYTES) {
    const advice = "Send a smaller version, or a link to it in the text.";
    throw new InvalidEventError(
      `${field}.content`,
      `has ${byteLength} bytes; a file that goes along has at most ${MAX_INLINE_BYTES}. ${advice}`,
    );
  }
  return {
    type: item.type,
    file_name: item.fileName,
    media_type: item.mediaType ?? undefined,
    content_base64: Buffer.from(item.content.buffer, item.content.byteOffset, byteLength).toString("base64"),
  };
}

function stringify(members: Record<string, unknown>): string {
  const present = Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
  let json: string;
  try {
    json = JSON.stringify(present);
  } catch {
    throw new InvalidEventError("metadata", "cannot be written as JSON: it holds a cycle or a bigint.");
  }
  // JSON.stringify writes \ud… for halves of surrogate pairs alone, and the host refuses the whole request for one.
  if (/(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(json)) {
    throw new InvalidEventError("a text of it", "holds half of a surrogate pair; call toWellFormed() on it first.");
  }
  return json;
}
