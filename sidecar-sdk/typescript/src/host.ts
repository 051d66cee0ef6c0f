import type { DeliveredAsset } from "./deliveries.js";
import type { BatchResult, InboundEvent, SubmitResult } from "./events.js";
import type { Log } from "./log.js";

/** What a single call to the host may be told. */
export interface CallOptions {
  /** Gives up as soon as it is aborted, with a {@link StoppedError}. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The host, as an author's code sees it. Everything may be called at any time and any number of times at once.
 *
 * Calls that meet a host which is away, busy or paused go on trying for `patienceMs` (2 minutes unless the definition
 * says otherwise): pauses of half a second, doubling to 30 s, with jitter, and never shorter than the host asks. When
 * the sidecar is told to stop they give up at the next pause with a {@link StoppedError}.
 */
export interface Host {
  /** The connector's name. */
  readonly name: string;
  /** Names this life of the sidecar. */
  readonly instanceId: string;
  /** The credentials that {@link credential} may be asked for. */
  readonly credentialKeys: readonly string[];
  /** Aborted when the sidecar is told to stop. */
  readonly signal: AbortSignal;
  readonly log: Log;

  /**
   * Hands an event to the host and waits until the host has decided. A `rejected` event is a result, not an error.
   * Calling again with the same event is harmless, whatever happened the first time.
   *
   * @throws InvalidEventError before anything is sent
   * @throws HostRefusedError when the connector's settings or the shared token are in the way
   * @throws HostUnavailableError when patience is over
   * @throws StoppedError
   */
  submit(event: InboundEvent, options?: CallOptions): Promise<SubmitResult>;

  /**
   * Hands many events over in order, in requests of at most 64 events and 2 MiB; one result for each, in the same
   * order. What the host could not take is sent again until patience is over, counted from the last event that it
   * took. Errors as for {@link submit}; an `InvalidEventError` names the event by its `index`, and then none was sent.
   * After the others some of the events may have been taken, and calling again is harmless.
   */
  submitBatch(events: readonly InboundEvent[], options?: CallOptions): Promise<BatchResult[]>;

  /**
   * The value of one of the connector's `credential_slots`, kept in memory for a minute.
   *
   * @param options `fresh` asks the host even if the value is kept: for a platform that just refused it
   * @throws CredentialError when there is none
   * @throws HostUnavailableError when patience is over
   * @throws StoppedError
   */
  credential(key: string, options?: { readonly fresh?: boolean | undefined }): Promise<string>;

  /**
   * Fetches a file of a delivery, at most 64 MiB, to `file`: there whole, with the right length and digest, or not at
   * all. The folder must exist; a file of that name is replaced.
   *
   * @throws AssetError when it cannot be had
   * @throws HostUnavailableError when patience is over
   * @throws StoppedError
   */
  download(asset: DeliveredAsset, file: string, options?: CallOptions): Promise<void>;

  /**
   * The bytes of a file of a delivery, in order. Length and digest are checked after the last byte, so until the
   * iteration has ended do nothing with them that cannot be undone. Errors as for {@link download}.
   */
  openAsset(asset: DeliveredAsset, options?: CallOptions): AsyncIterable<Uint8Array>;

  /** Health says `ready` (once the start-up function returned). */
  ready(): void;

  /** Health says `degraded`: the sidecar works, but not as it should. `detail` is read by operators; no secrets. */
  degraded(detail: string): void;

  /**
   * Runs work beside deliveries, such as polling a platform. The task must end when its signal is aborted, and the
   * sidecar waits for that. If it throws before, the sidecar ends with exit code 1 and the host starts it anew.
   *
   * @param name for the log
   */
  background(name: string, task: (signal: AbortSignal) => Promise<void>): void;
}
