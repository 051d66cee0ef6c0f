import type { BatchResult, JsonObject, SubmitResult } from "../events.js";
import { isObject } from "../wire/shape.js";
import type { HostAnswer } from "./http.js";
import { MAX_RETRY_AFTER_MS, retryAfterMs } from "./retry-after.js";

/** The newest version of the ingress contract that this SDK speaks. */
export const INGRESS_PROTOCOL = 2;

/** The host does not want it, and asking again will not change that. */
export interface Refusal {
  readonly kind: "refused";
  readonly status: number;
  readonly problem: { readonly code?: string; readonly detail?: string };
}

/** It may work later. */
export interface Retry {
  readonly kind: "retry";
  readonly afterMs: number | undefined;
  readonly why: string;
}

/** How an answer to one event is taken. */
export type SingleVerdict =
  | { readonly kind: "decided"; readonly result: SubmitResult }
  | Retry
  | Refusal
  /** The host does not know this version of the contract. */
  | { readonly kind: "older_version" };

/** An event of a batch that the host has not decided about. */
export interface Undecided {
  readonly index: number;
  readonly result: BatchResult;
}

/** How an answer to a batch is taken. */
export type BatchVerdict =
  | {
      readonly kind: "items";
      readonly done: readonly { readonly index: number; readonly result: SubmitResult }[];
      readonly again: readonly Undecided[];
      readonly afterMs: number | undefined;
      readonly olderVersion: boolean;
    }
  | Retry
  | Refusal
  /** The host has no batches. */
  | { readonly kind: "singles" };

/** Judges the answer to one event that was sent with `version` of the contract. */
export function judgeSingle(answer: HostAnswer, version: number, nowMs: number): SingleVerdict {
  const failure = judgeStatus(answer, nowMs);
  if (failure !== undefined) {
    return failure;
  }
  const result = decided(parseJson(answer.body));
  if (result === undefined) {
    return { kind: "retry", afterMs: undefined, why: "its answer could not be understood" };
  }
  return isOlder(result, version) ? { kind: "older_version" } : { kind: "decided", result };
}

/** Judges the answer to a batch of `count` events that was sent with `version` of the contract. */
export function judgeBatch(answer: HostAnswer, count: number, version: number, nowMs: number): BatchVerdict {
  const json = parseJson(answer.body);
  if ((answer.status === 404 || answer.status === 405) && json !== undefined) {
    return { kind: "singles" };
  }
  const failure = judgeStatus(answer, nowMs);
  if (failure !== undefined) {
    return failure;
  }
  const results = isObject(json) ? json["results"] : undefined;
  if (!Array.isArray(results)) {
    return { kind: "retry", afterMs: undefined, why: "its answer could not be understood" };
  }
  return judgeItems(results, count, version);
}

/** A problem document's members, as far as they are texts; a credential's refusal is one too. */
export function refusal(answer: HostAnswer): Refusal {
  const json = parseJson(answer.body);
  const problem = isObject(json) ? json : {};
  const { code, detail } = problem;
  return {
    kind: "refused",
    status: answer.status,
    problem: {
      ...(typeof code === "string" ? { code } : {}),
      ...(typeof detail === "string" ? { detail } : {}),
    },
  };
}

/** What the status alone says; undefined if the body decides. */
export function judgeStatus(answer: HostAnswer, nowMs: number): Retry | Refusal | undefined {
  const { status } = answer;
  if (status === 408 || status === 429 || status >= 500) {
    const afterMs = retryAfterMs(answer.headers["retry-after"], nowMs);
    const code = refusal(answer).problem.code;
    return { kind: "retry", afterMs, why: `it answered ${status}${code === undefined ? "" : ` ${code}`}` };
  }
  return status >= 200 && status < 300 ? undefined : refusal(answer);
}

/** The value of a JSON text; undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function judgeItems(results: readonly unknown[], count: number, version: number): BatchVerdict {
  const done: { index: number; result: SubmitResult }[] = [];
  const again: Undecided[] = [];
  const waits: number[] = [];
  let olderVersion = false;
  for (let index = 0; index < count; index++) {
    const result = decided(results[index]);
    if (result !== undefined && !isOlder(result, version)) {
      done.push({ index, result });
      continue;
    }
    olderVersion ||= result !== undefined;
    const open = undecided(results[index]);
    again.push({ index, result: open });
    if (open.status === "rate_limited" && open.retryAfterMs !== undefined) {
      waits.push(open.retryAfterMs);
    }
  }
  return { kind: "items", done, again, afterMs: waits.length === 0 ? undefined : Math.max(...waits), olderVersion };
}

function decided(json: unknown): SubmitResult | undefined {
  if (!isObject(json)) {
    return undefined;
  }
  const ids = {
    ...optional("eventId", json["event_id"]),
    ...optional("sessionId", json["session_id"]),
    ...optional("runId", json["run_id"]),
  };
  switch (json["status"]) {
    case "accepted":
    case "duplicate":
      return { status: json["status"], ...ids };
    case "rejected":
      return { status: "rejected", ...ids, ...optional("reason", json["reason"]) };
    default:
      return undefined;
  }
}

function undecided(item: unknown): BatchResult {
  const json: JsonObject = isObject(item) ? item : {};
  switch (json["status"]) {
    case "rate_limited": {
      const ms = json["retry_after_ms"];
      const usable = Number.isSafeInteger(ms) && (ms as number) >= 0;
      return {
        status: "rate_limited",
        ...(usable ? { retryAfterMs: Math.min(ms as number, MAX_RETRY_AFTER_MS) } : {}),
      };
    }
    case "error":
      return { status: "error", ...optional("reason", json["reason"]) };
    case "rejected":
      return { status: "error", reason: "the host speaks another version of the protocol" };
    default:
      return { status: "error", reason: "the host's answer for this event could not be understood" };
  }
}

function isOlder(result: SubmitResult, version: number): boolean {
  const reason = result.status === "rejected" ? result.reason : undefined;
  return version > 1 && (reason?.includes("unsupported protocol_version") ?? false);
}

function optional<Name extends string>(name: Name, value: unknown): { [name in Name]?: string } {
  return typeof value === "string" ? ({ [name]: value } as { [name in Name]?: string }) : {};
}
