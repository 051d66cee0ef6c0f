import { StoppedError } from "./errors.js";

/** Time and chance, so that tests can hold both still. */
export interface Clock {
  /** Milliseconds since 1970. */
  wallMs(): number;
  /** Milliseconds since some moment; never goes back. */
  monotonicMs(): number;
  /** From 0 to just below 1. */
  random(): number;
  /** Resolves after `ms`; rejects with {@link StoppedError} as soon as `signal` is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The longest time that a timer takes. */
const MAX_TIMER_MS = 2_147_483_647;

/** The real one. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(stopped());
        return;
      }
      const onAbort = () => {
        clearTimeout(timer);
        reject(stopped());
      };
      const timer = setTimeout(
        () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        },
        Math.min(Math.max(ms, 0), MAX_TIMER_MS),
      );
      signal.addEventListener("abort", onAbort, { once: true });
    }),
};

function stopped(): StoppedError {
  return new StoppedError("Stopped while waiting before the next attempt.");
}

/** A signal that is aborted with the first of `sources`, until {@link Linked.release} forgets them. */
export interface Linked {
  readonly signal: AbortSignal;
  release(): void;
}

/**
 * Like `AbortSignal.any`, but can be released: sources that live as long as the process would otherwise remember every
 * call that was ever made.
 */
export function linked(sources: readonly (AbortSignal | undefined)[]): Linked {
  const controller = new AbortController();
  const present = sources.filter((source) => source !== undefined);
  const onAbort = () => controller.abort();
  for (const source of present) {
    if (source.aborted) {
      controller.abort();
    } else {
      source.addEventListener("abort", onAbort, { once: true });
    }
  }
  return {
    signal: controller.signal,
    release: () => present.forEach((source) => source.removeEventListener("abort", onAbort)),
  };
}
