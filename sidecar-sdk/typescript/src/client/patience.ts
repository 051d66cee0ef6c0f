import type { Clock } from "../clock.js";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** How long one call goes on trying: pauses of half a second, doubling to 30 s, each with full jitter. */
export class Patience {
  private readonly clock: Clock;
  private readonly patienceMs: number;
  private failures = 0;
  private untilMs: number;

  constructor(clock: Clock, patienceMs: number) {
    this.clock = clock;
    this.patienceMs = patienceMs;
    this.untilMs = clock.monotonicMs() + patienceMs;
  }

  /**
   * The pause before the next attempt, at least `leastMs`; undefined when patience would be over before it. Waiting
   * out a pause that the host asked for and then not asking would be wasted.
   */
  nextPause(leastMs = 0): number | undefined {
    const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.failures, 10));
    this.failures++;
    const pause = Math.max(leastMs, this.clock.random() * ceiling);
    return this.clock.monotonicMs() + pause > this.untilMs ? undefined : pause;
  }

  /** Something was achieved: the next failure is a first one again. */
  renew(): void {
    this.failures = 0;
    this.untilMs = this.clock.monotonicMs() + this.patienceMs;
  }
}
