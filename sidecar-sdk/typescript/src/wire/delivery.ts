import type { DeliveredAsset, Delivery, DeliveryOutcome, DeliveryPart } from "../deliveries.js";
import type { JsonObject } from "../events.js";
import { Members, ShapeError } from "./shape.js";

/** The version of the runtime protocol: manifest, health and deliveries. */
export const RUNTIME_PROTOCOL = 1;

const MAX_DETAIL_CHARACTERS = 500;

/** The host speaks another version of the runtime protocol. */
export class UnsupportedVersionError extends Error {}

/**
 * Reads the body of `POST /deliver`. Unknown members are ignored.
 *
 * @throws UnsupportedVersionError before anything else is looked at
 * @throws ShapeError naming the member
 */
export function decodeDelivery(body: Uint8Array): Delivery {
  const members = new Members(parse(body));
  if (members.whole("protocol_version", 0) !== RUNTIME_PROTOCOL) {
    throw new UnsupportedVersionError();
  }
  const deliveryId = members.text("delivery_id");
  if (deliveryId.trim() === "") {
    throw new ShapeError("delivery_id is blank");
  }
  const conversation = members.object("conversation");
  return {
    deliveryId,
    attempt: members.whole("attempt", 1),
    replyRoute: members.text("reply_route"),
    conversation: { sessionId: conversation.text("session_id"), threadId: conversation.optionalText("thread_id") },
    content: members.text("content"),
    parts: members.list("parts").map(part),
    artifacts: members.list("artifacts").map(asset),
    metadata: members.optionalObject("metadata").raw,
  };
}

/** The body that tells the host how a delivery ended. */
export function encodeOutcome(outcome: DeliveryOutcome): JsonObject {
  return { status: outcome.status, detail: outcome.detail === undefined ? undefined : shortDetail(outcome.detail) };
}

/** Cut to what the host keeps, never through a character. */
export function shortDetail(detail: string): string {
  const wellFormed = detail.toWellFormed();
  // A text of that many units has no more characters than that, and most are far shorter.
  if (wellFormed.length <= MAX_DETAIL_CHARACTERS) {
    return wellFormed;
  }
  return Array.from(wellFormed).slice(0, MAX_DETAIL_CHARACTERS).join("");
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    throw new ShapeError("the body is not JSON in UTF-8");
  }
}

function part(members: Members): DeliveryPart {
  const type = members.text("type");
  switch (type) {
    case "text":
      return { type, text: members.text("text") };
    case "attachment":
      return { type, attachment: asset(members.object("attachment")) };
    default:
      return { type: "other", name: type, raw: members.raw };
  }
}

function asset(members: Members): DeliveredAsset {
  return {
    id: members.text("id"),
    mediaType: members.text("media_type"),
    downloadPath: members.text("download_path"),
    fileName: members.optionalText("file_name"),
    sha256: members.optionalText("sha256"),
    byteLength: members.optionalWhole("byte_length", 0),
  };
}
