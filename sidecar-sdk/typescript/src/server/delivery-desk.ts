import { retryable, type Delivery, type DeliveryOutcome } from "../deliveries.js";
import { classOf } from "../errors.js";
import { describeThrown, type Log } from "../log.js";

const REMEMBERED = 10_000;

/** Takes a delivery to the platform. */
export type DeliveryHandler = (delivery: Delivery) => Promise<DeliveryOutcome> | DeliveryOutcome;

/**
 * Hands deliveries to the author's handler: a finished one never twice, a running one once for all who ask, and only so
 * many at a time.
 */
export class DeliveryDesk {
  private readonly log: Log;
  private readonly finished = new Map<string, DeliveryOutcome>();
  private readonly running = new Map<string, Promise<DeliveryOutcome>>();
  private readonly queue: ((admitted: boolean) => void)[] = [];
  private free: number;
  private handler: DeliveryHandler | undefined;
  private draining = false;

  /** @param concurrency how many handlers run at a time */
  constructor(log: Log, concurrency: number) {
    this.log = log;
    this.free = concurrency;
  }

  /** From now on deliveries are handed on. */
  open(handler: DeliveryHandler): void {
    this.handler = handler;
  }

  /** From now on only what runs is finished. */
  drain(): void {
    this.draining = true;
    this.queue.splice(0).forEach((proceed) => proceed(false));
  }

  /** Resolves when no handler runs any more. */
  async idle(): Promise<void> {
    await Promise.all(this.running.values());
  }

  /** Never rejects: whatever a handler throws becomes an outcome. */
  take(delivery: Delivery): Promise<DeliveryOutcome> {
    const { deliveryId } = delivery;
    const finished = this.finished.get(deliveryId);
    if (finished !== undefined) {
      return Promise.resolve(finished);
    }
    const running = this.running.get(deliveryId);
    if (running !== undefined) {
      return running;
    }
    const started = this.run(delivery).then((outcome) => {
      this.running.delete(deliveryId);
      this.remember(deliveryId, outcome);
      return outcome;
    });
    this.running.set(deliveryId, started);
    return started;
  }

  private async run(delivery: Delivery): Promise<DeliveryOutcome> {
    if (this.handler === undefined) {
      return retryable("starting");
    }
    if (!(await this.admit())) {
      return retryable("draining");
    }
    try {
      return valid(await this.handler(delivery));
    } catch (thrown) {
      this.log.error(`delivery ${delivery.deliveryId} failed: ${describeThrown(thrown)}`);
      return retryable(classOf(thrown));
    } finally {
      this.release();
    }
  }

  /** False when draining began before there was room. */
  private admit(): boolean | Promise<boolean> {
    if (this.draining) {
      return false;
    }
    if (this.free > 0) {
      this.free--;
      return true;
    }
    return new Promise((proceed) => this.queue.push(proceed));
  }

  /** Room goes straight to the one who waits longest, so that nobody slips in between. */
  private release(): void {
    const next = this.queue.shift();
    if (next === undefined) {
      this.free++;
    } else {
      next(true);
    }
  }

  private remember(deliveryId: string, outcome: DeliveryOutcome): void {
    if (outcome.status === "retryable_error") {
      return;
    }
    this.finished.set(deliveryId, outcome);
    if (this.finished.size > REMEMBERED) {
      const { value: oldest } = this.finished.keys().next();
      this.finished.delete(oldest!);
    }
  }
}

/** The compiler asks authors for an outcome; JavaScript does not. */
function valid(outcome: DeliveryOutcome | undefined): DeliveryOutcome {
  switch (outcome?.status) {
    case "committed":
    case "retryable_error":
    case "terminal_error":
      return outcome;
    default:
      return retryable("the sidecar's handler returned no outcome");
  }
}
