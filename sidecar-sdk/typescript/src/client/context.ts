import type { Clock } from "../clock.js";
import { linked } from "../clock.js";
import type { Environment } from "../environment.js";
import { StoppedError } from "../errors.js";
import type { Retry } from "./answers.js";
import { TransportError, type HostHttp } from "./http.js";
import type { Patience } from "./patience.js";

/** What calls to the host share. */
export interface ClientContext {
  readonly environment: Environment;
  readonly http: HostHttp;
  readonly clock: Clock;
  /** How long one call goes on trying, in milliseconds. */
  readonly patienceMs: number;
  /** Aborted when the sidecar is told to stop: from then on nothing is tried again. */
  readonly stop: AbortSignal;
}

/**
 * Waits before the next attempt; false, at once, when patience would be over before it.
 *
 * @throws StoppedError when the sidecar is told to stop or `signal` is aborted
 */
export async function pause(
  context: ClientContext,
  patience: Patience,
  failure: Pick<Retry, "afterMs" | "why">,
  signal?: AbortSignal,
): Promise<boolean> {
  const either = linked([context.stop, signal]);
  try {
    if (either.signal.aborted) {
      throw new StoppedError(`Stopped; the host was not asked again after the last time: ${failure.why}.`);
    }
    const pauseMs = patience.nextPause(failure.afterMs);
    if (pauseMs === undefined) {
      return false;
    }
    await context.clock.sleep(pauseMs, either.signal);
    return true;
  } finally {
    either.release();
  }
}

/** A request without an answer is tried again; anything else that was thrown goes on. */
export function unanswered(failure: unknown): Retry {
  if (failure instanceof TransportError) {
    return { kind: "retry", afterMs: undefined, why: failure.message };
  }
  throw failure;
}
