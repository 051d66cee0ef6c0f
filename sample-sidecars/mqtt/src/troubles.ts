import type { Host } from "@kheish/sidecar";

/** What is wrong at either end; health is `degraded` as long as anything is. */
export class Troubles {
  private readonly host: Host;
  private readonly open = new Map<"broker" | "host", string>();

  constructor(host: Host) {
    this.host = host;
  }

  /** @param trouble undefined when all is well at that end */
  set(end: "broker" | "host", trouble: string | undefined): void {
    if (trouble === undefined) {
      this.open.delete(end);
    } else {
      this.open.set(end, trouble);
    }
    if (this.open.size === 0) {
      this.host.ready();
    } else {
      this.host.degraded([...this.open.values()].join("; "));
    }
  }
}
