import { createHash } from "node:crypto";

import type { InboundEvent, InlineAsset, JsonObject } from "@kheish/sidecar";

import { encodeRoute, type ReplyRoute } from "./reply.js";
import type { Settings } from "./settings.js";
import { fill } from "./template.js";
import { isTopic, matches } from "./topics.js";

/** The user property that marks what this sidecar published itself; its value is the client id. */
export const OWN_MARK = "kheish-client";

const MAX_CONTENT_BYTES = 1_048_576;
const MAX_USER_PROPERTIES_BYTES = 65_536;
const MAX_LEVELS = 32;
const BLANKS = Buffer.from(" \t\r\n");
const TEXT_TYPE = /^(text\/|application\/(.*\+)?(json|xml|yaml)\b)/i;

/** A message as the broker sent it. */
export interface Message {
  readonly topic: string;
  readonly payload: Buffer;
  readonly retain: boolean;
  readonly contentType?: string | undefined;
  readonly responseTopic?: string | undefined;
  readonly correlation?: Buffer | undefined;
  readonly userProperties?: Readonly<Record<string, string | string[]>> | undefined;
}

/** What becomes of a message: an event, or nothing, and whether an operator should know that. */
export type Reading =
  | { readonly kind: "event"; readonly event: InboundEvent }
  | { readonly kind: "ignored"; readonly why: string; readonly worthTelling: boolean };

/**
 * Makes an event of a message.
 *
 * @param madeId gives the id of a message that brings none; the same for the same message sent again by the broker
 */
export function readMessage(message: Message, settings: Settings, madeId: () => string): Reading {
  const why = reasonToIgnore(message, settings);
  if (why !== undefined) {
    return why;
  }
  const route = routeOf(message, settings);
  const replyRoute = route === undefined ? undefined : encodeRoute(route);
  const event: InboundEvent = {
    eventId: eventId(message, settings) ?? madeId(),
    thread: threadOf(message.topic, settings.thread),
    replyRoute,
    metadata: metadata(message),
    ...body(message),
  };
  return { kind: "event", event };
}

function reasonToIgnore(message: Message, settings: Settings): Reading | undefined {
  const { topic, payload, retain, userProperties } = message;
  const ignored = (why: string, worthTelling: boolean): Reading => ({ kind: "ignored", why, worthTelling });
  if (first(userProperties?.[OWN_MARK]) === settings.clientId) {
    return ignored("this sidecar published it itself", false);
  }
  if (retain && !settings.retained) {
    return ignored("it is a retained message", false);
  }
  if (payload.every((byte) => BLANKS.includes(byte))) {
    return ignored("it is blank", false);
  }
  if (payload.length > MAX_CONTENT_BYTES) {
    return ignored(`it has ${payload.length} bytes, the host takes ${MAX_CONTENT_BYTES}`, true);
  }
  if (!settings.topics.some((filter) => matches(filter, topic))) {
    return ignored("an earlier MQTT_TOPICS subscribed to it: a new MQTT_CLIENT_ID ends that", true);
  }
  return undefined;
}

/** The publisher's id, or what a request is known by; undefined if the message has neither. */
function eventId(message: Message, settings: Settings): string | undefined {
  const given = first(message.userProperties?.[settings.eventIdProperty])?.trim();
  if (given) {
    return Buffer.byteLength(given) <= 500 ? `mqtt-${given}` : `mqtt-${digest([given])}`;
  }
  const { topic, responseTopic = "", correlation, payload } = message;
  // Requesters choose correlation data for themselves, and some use the same for each request: with all of this in it
  // only the same request is the same event.
  return correlation?.length ? `mqtt-${digest([topic, responseTopic, correlation, payload])}` : undefined;
}

/** A short name for byte strings, such that different ones have different names. */
export function digest(parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(`${Buffer.byteLength(part)}:`).update(part);
  }
  return hash.digest("hex").slice(0, 32);
}

function threadOf(topic: string, template: string): readonly string[] {
  const parts = template.split("/");
  const filled = parts.map((part) => (part === "{topic}" ? topic.split("/") : fill(part, topic)));
  const levels = filled.includes(undefined) ? topic.split("/") : filled.flat();
  // The host takes no more levels, and no empty ones.
  const kept =
    levels.length <= MAX_LEVELS ? levels : [...levels.slice(0, MAX_LEVELS - 1), levels.slice(MAX_LEVELS - 1).join("/")];
  return kept.map((level) => level || "(empty)");
}

function routeOf(message: Message, settings: Settings): ReplyRoute | undefined {
  const may = (topic: string | undefined): topic is string =>
    topic !== undefined && isTopic(topic) && settings.publishTopics.some((filter) => matches(filter, topic));
  if (may(message.responseTopic)) {
    return { topic: message.responseTopic, correlation: message.correlation };
  }
  const configured = settings.replyTopic === undefined ? undefined : fill(settings.replyTopic, message.topic);
  return may(configured) ? { topic: configured, correlation: message.correlation } : undefined;
}

function body({ topic, payload, contentType }: Message): Pick<InboundEvent, "content" | "attachments"> {
  const text = contentType === undefined || TEXT_TYPE.test(contentType) ? decode(payload) : undefined;
  if (text !== undefined) {
    return { content: text };
  }
  const file: InlineAsset = {
    type: "inline_asset",
    fileName: `${topic.split("/").at(-1) || "message"}.bin`,
    mediaType: contentType ?? "application/octet-stream",
    content: payload,
  };
  return { attachments: [file] };
}

function decode(payload: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload);
  } catch {
    // Not text: it goes along as a file.
    return undefined;
  }
}

/** Nothing that differs when the broker sends the same message again: the host would take it for another one. */
function metadata({ topic, contentType, responseTopic, userProperties = {} }: Message): JsonObject {
  const fits = Buffer.byteLength(JSON.stringify(userProperties)) <= MAX_USER_PROPERTIES_BYTES;
  const known = Object.keys(userProperties).length > 0;
  return {
    mqtt: {
      topic,
      content_type: contentType,
      response_topic: responseTopic,
      ...(known ? { user_properties: fits ? { ...userProperties } : "left out: too large" } : {}),
    },
  };
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
