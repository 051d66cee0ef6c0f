import { describeThrown, type Log } from "./log.js";

/** Work beside deliveries, as long as the sidecar lives. */
export class BackgroundTasks {
  private readonly log: Log;
  private readonly signal: AbortSignal;
  private readonly onFailure: () => void;
  private readonly running = new Set<Promise<void>>();

  /** @param onFailure called when a task throws although nobody told it to stop */
  constructor(log: Log, signal: AbortSignal, onFailure: () => void) {
    this.log = log;
    this.signal = signal;
    this.onFailure = onFailure;
  }

  run(name: string, task: (signal: AbortSignal) => Promise<void>): void {
    const run = this.guard(name, task);
    this.running.add(run);
    void run.then(() => this.running.delete(run));
  }

  /** Resolves when all tasks have ended. */
  async idle(): Promise<void> {
    await Promise.all(this.running);
  }

  private async guard(name: string, task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await task(this.signal);
    } catch (thrown) {
      if (this.signal.aborted) {
        this.log.debug(`background work '${name}' ended: ${describeThrown(thrown)}`);
      } else {
        this.log.error(`background work '${name}' failed: ${describeThrown(thrown)}`);
        this.onFailure();
      }
    }
  }
}
