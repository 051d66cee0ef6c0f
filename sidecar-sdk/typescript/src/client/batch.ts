import { HostUnavailableError } from "../errors.js";
import type { BatchResult } from "../events.js";
import { batchBody, MAX_BODY_BYTES, type EncodedEvent } from "../wire/event.js";
import { judgeBatch, type BatchVerdict } from "./answers.js";
import { pause, unanswered, type ClientContext } from "./context.js";
import { SENDING, type Ingress } from "./ingress.js";
import { Patience } from "./patience.js";

const MAX_EVENTS = 64;
// The version, the name of the list and the brackets around it.
const ENVELOPE_BYTES = 64;

interface Entry {
  readonly index: number;
  readonly event: EncodedEvent;
}

/** Sends many events in order, in as few requests as the host's limits allow. */
export class Batches {
  private readonly context: ClientContext;
  private readonly ingress: Ingress;

  constructor(context: ClientContext, ingress: Ingress) {
    this.context = context;
    this.ingress = ingress;
  }

  /**
   * Sends all events; one result for each, in order. What the host could not take is put in front of what was not sent
   * yet. Once patience is over, the rest is still sent, but nothing of it a second time.
   */
  async submit(events: readonly EncodedEvent[], signal?: AbortSignal): Promise<BatchResult[]> {
    const results: BatchResult[] = new Array(events.length);
    const patience = new Patience(this.context.clock, this.context.patienceMs);
    let waiting: Entry[] = events.map((event, index) => ({ index, event }));
    let failures = 0;
    while (waiting.length > 0) {
      const entries = firstRequest(waiting);
      const rest = waiting.slice(entries.length);
      const verdict = await this.attempt(entries, signal);
      switch (verdict.kind) {
        case "items":
          failures = 0;
          waiting = [...(await this.settle(entries, verdict, results, patience, signal)), ...rest];
          break;
        case "singles":
          await this.sendSingly(entries, results, signal);
          waiting = rest;
          break;
        case "refused":
          throw this.ingress.refused(verdict);
        case "retry":
          failures++;
          if (!(await pause(this.context, patience, verdict, signal))) {
            throw new HostUnavailableError(SENDING, failures, verdict.why, verdict.afterMs);
          }
      }
    }
    return results;
  }

  /** Notes what is done, waits if needed, and gives what must be sent once more. */
  private async settle(
    entries: readonly Entry[],
    verdict: BatchVerdict & { kind: "items" },
    results: BatchResult[],
    patience: Patience,
    signal: AbortSignal | undefined,
  ): Promise<Entry[]> {
    for (const { index, result } of verdict.done) {
      results[entries[index]!.index] = result;
    }
    if (verdict.olderVersion) {
      this.ingress.useOldestVersion();
    }
    if (verdict.done.length > 0) {
      patience.renew();
    }
    const again = verdict.again.map(({ index }) => entries[index]!);
    if (again.length === 0 || (verdict.olderVersion && verdict.afterMs === undefined)) {
      return again;
    }
    if (await pause(this.context, patience, { afterMs: verdict.afterMs, why: "it took some events only" }, signal)) {
      return again;
    }
    verdict.again.forEach(({ index, result }) => (results[entries[index]!.index] = result));
    return [];
  }

  private async sendSingly(entries: readonly Entry[], results: BatchResult[], signal?: AbortSignal): Promise<void> {
    for (const { index, event } of entries) {
      results[index] = await this.ingress.submit(event, signal);
    }
  }

  private async attempt(entries: readonly Entry[], signal: AbortSignal | undefined): Promise<BatchVerdict> {
    const version = this.ingress.protocolVersion;
    const body = batchBody(
      entries.map(({ event }) => event),
      version,
    );
    try {
      const answer = await this.ingress.post("/events/batch", body, signal);
      return judgeBatch(answer, entries.length, version, this.context.clock.wallMs());
    } catch (failure) {
      return unanswered(failure);
    }
  }
}

/** As many of the first entries as one request may hold; at least one. */
function firstRequest(entries: readonly Entry[]): Entry[] {
  let bytes = ENVELOPE_BYTES;
  const end = entries.findIndex(({ event }, index) => {
    bytes += event.bytes + 1;
    return index === MAX_EVENTS || (index > 0 && bytes > MAX_BODY_BYTES);
  });
  return end === -1 ? [...entries] : entries.slice(0, end);
}
