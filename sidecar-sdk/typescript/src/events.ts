/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object; members that are undefined are left out. */
export interface JsonObject {
  readonly [member: string]: JsonValue | undefined;
}

/** One message of the platform, as the sidecar hands it to the host. Members that are not given are not sent. */
export interface InboundEvent {
  /**
   * Names the message for ever, at most 512 bytes: the host makes one run for an id, however often it is sent. Take the
   * platform's own id.
   */
  readonly eventId: string;
  /** Part of what tells a repeat from another message under the same id. */
  readonly fingerprint?: string | undefined;
  /** When it happened, in milliseconds since 1970; a whole number, not negative. */
  readonly occurredAtMs?: number | undefined;
  /** Who wrote it, at most 512 bytes. */
  readonly actorId?: string | undefined;
  /** What sort of message it is, at most 512 bytes; the host's default is the connector's platform. */
  readonly sourceKind?: string | undefined;
  /** What it means to do, such as `edit`; not blank. */
  readonly intent?: string | undefined;
  /** Another message that this one is about; neither text may be blank. */
  readonly relation?: { readonly kind: string; readonly targetEventId: string } | undefined;
  /** The conversation from the outside in, such as guild and channel; at most 32 texts of 512 bytes. */
  readonly thread?: readonly string[] | undefined;
  /** Names the conversation where there is no thread; at most 1 KiB, not blank. */
  readonly routingKey?: string | undefined;
  /** The text, at most 1 MiB. */
  readonly content?: string | undefined;
  /** Texts and files in order, at most 64; instead of `content` and `attachments`. */
  readonly inputItems?: readonly InputItem[] | undefined;
  /** Files, at most 10. */
  readonly attachments?: readonly AttachmentItem[] | undefined;
  /** Comes back with each answer; at most 8 KiB. Without it the host has nowhere to answer to. */
  readonly replyRoute?: string | undefined;
  /** Whatever else is known, at most 256 KiB. */
  readonly metadata?: JsonValue | undefined;
}

/** A piece of input: a text or a file. */
export type InputItem = TextItem | AttachmentItem;

/** A file: one that the host has, or one that goes along. */
export type AttachmentItem = AssetReference | InlineAsset;

/** A text among input items. */
export interface TextItem {
  readonly type: "text";
  readonly text: string;
}

/** A file that was uploaded to the host before. */
export interface AssetReference {
  readonly type: "asset_reference";
  readonly assetId: string;
}

/** A file that goes along with the event: at most 1 MiB, and the whole event at most 2 MiB once encoded. */
export interface InlineAsset {
  readonly type: "inline_asset";
  readonly fileName: string;
  readonly mediaType?: string | undefined;
  readonly content: Uint8Array;
}

/** What became of an event that the host has decided about. */
export type SubmitResult = AcceptedEvent | DuplicateEvent | RejectedEvent;

interface Decided {
  /** The id that the host echoed, without blanks around it. */
  readonly eventId?: string;
  readonly sessionId?: string;
  readonly runId?: string;
}

/** The event is on the host's disk and has a run. */
export interface AcceptedEvent extends Decided {
  readonly status: "accepted";
}

/** The event was accepted before; session and run are those of the first time. */
export interface DuplicateEvent extends Decided {
  readonly status: "duplicate";
}

/** The host will never take this event. */
export interface RejectedEvent extends Decided {
  readonly status: "rejected";
  readonly reason?: string;
}

/** What became of one event of a batch: the last two say that patience was over before the host took it. */
export type BatchResult = SubmitResult | RateLimitedEvent | FailedEvent;

/** The host takes no more events for now. Sending it again later is harmless. */
export interface RateLimitedEvent {
  readonly status: "rate_limited";
  readonly retryAfterMs?: number;
}

/** The host could not take this event for a reason of its own. Sending it again later is harmless. */
export interface FailedEvent {
  readonly status: "error";
  readonly reason?: string;
}
