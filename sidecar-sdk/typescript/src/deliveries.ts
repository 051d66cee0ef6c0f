import type { JsonObject } from "./events.js";

/** One answer on its way to the platform, as the host sent it. */
export interface Delivery {
  /** Names the answer over all attempts; the SDK hands a finished one on only once. */
  readonly deliveryId: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** The `replyRoute` that the sidecar gave with the event, or what the operator wrote into a reply target. */
  readonly replyRoute: string;
  readonly conversation: {
    readonly sessionId: string;
    /** Undefined where the session has none. */
    readonly threadId: string | undefined;
  };
  /** The text; may be empty where there are files. */
  readonly content: string;
  /** Text and files in order; may be empty. */
  readonly parts: readonly DeliveryPart[];
  /** Files that go along with the answer. */
  readonly artifacts: readonly DeliveredAsset[];
  /** What the host and whoever made the answer say about it. */
  readonly metadata: JsonObject;
}

/** A piece of an answer. Later hosts may send sorts that this version does not know: `other`. */
export type DeliveryPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "attachment"; readonly attachment: DeliveredAsset }
  | { readonly type: "other"; readonly name: string; readonly raw: JsonObject };

/** A file at the host, there as long as the delivery is pending: see {@link Host.download}. */
export interface DeliveredAsset {
  readonly id: string;
  readonly mediaType: string;
  /** A path at the host. */
  readonly downloadPath: string;
  readonly fileName: string | undefined;
  /** 64 hexadecimal digits. */
  readonly sha256: string | undefined;
  readonly byteLength: number | undefined;
}

/** How a delivery ended. Make one with {@link committed}, {@link retryable} or {@link terminal}. */
export type DeliveryOutcome =
  /** The platform has it. */
  | { readonly status: "committed"; readonly detail?: string | undefined }
  /** Not now: the host tries again, and counts the attempt. */
  | { readonly status: "retryable_error"; readonly detail?: string | undefined }
  /** Never: the host puts it into the dead-letter list. */
  | { readonly status: "terminal_error"; readonly detail?: string | undefined };

/** The platform has it. `detail` (at most 500 characters) is kept with the attempt. */
export function committed(detail?: string): DeliveryOutcome {
  return { status: "committed", detail };
}

/** It did not work now; the host tries again later. `detail` says why, in at most 500 characters and without secrets. */
export function retryable(detail: string): DeliveryOutcome {
  return { status: "retryable_error", detail };
}

/** It can never work. `detail` says why, in at most 500 characters and without secrets. */
export function terminal(detail: string): DeliveryOutcome {
  return { status: "terminal_error", detail };
}
