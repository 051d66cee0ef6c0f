import { shortDetail } from "./wire/delivery.js";

/** How a sidecar is, as its health tells the host. */
export type HealthStatus = "starting" | "ready" | "degraded" | "draining";

/** Where a sidecar is in its life, and whether its author says that something is wrong. */
export class Health {
  private phase: "starting" | "running" | "draining" = "starting";
  private trouble: string | undefined;

  get status(): HealthStatus {
    if (this.phase !== "running") {
      return this.phase;
    }
    return this.trouble === undefined ? "ready" : "degraded";
  }

  get detail(): string | undefined {
    return this.status === "degraded" ? this.trouble : undefined;
  }

  /** Start-up is over. */
  started(): void {
    this.phase = this.phase === "starting" ? "running" : this.phase;
  }

  /** There is no way back from here. */
  draining(): void {
    this.phase = "draining";
  }

  ready(): void {
    this.trouble = undefined;
  }

  degraded(detail: string): void {
    this.trouble = shortDetail(detail);
  }
}
