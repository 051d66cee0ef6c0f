import type { Delivery, DeliveryOutcome } from "./deliveries.js";
import type { Host } from "./host.js";
import type { Route } from "./routes.js";

/** What a sidecar is, before it runs. */
export interface SidecarDefinition {
  /** The platform, such as `mqtt`; becomes part of the instance id when the host gave none. */
  readonly platform: string;
  /** What the platform can do; see {@link Capabilities} for the defaults. */
  readonly capabilities?: Capabilities | undefined;
  /** Shown to operators; no promise is made about the sidecar. Default: false. */
  readonly experimental?: boolean | undefined;
  /** How many deliveries are handled at a time; more wait. Default: 16. */
  readonly concurrency?: number | undefined;
  /** How long one call to the host goes on trying, in milliseconds; `Infinity` is allowed. Default: 120 000. */
  readonly patienceMs?: number | undefined;

  /**
   * Connects to the platform. Health says `starting` until it returns and deliveries are sent away until then, so do
   * not wait here for a platform that is down: connect in the background and say {@link Host.degraded}. Whatever it
   * throws ends the sidecar with exit code 1.
   */
  start(host: Host): Promise<Connector> | Connector;
}

/** What the manifest tells the host. */
export interface Capabilities {
  /** Events may bring files. Default: true. */
  readonly attachmentsIn?: boolean | undefined;
  /** Answers may bring files; if false the host refuses such answers itself. Default: true. */
  readonly attachmentsOut?: boolean | undefined;
  /** The platform has conversations inside conversations. Default: false. */
  readonly threads?: boolean | undefined;
}

/** A sidecar that is connected to its platform. */
export interface Connector {
  /**
   * Takes an answer to the platform. Called for up to `concurrency` answers at once, in any order; never again for one
   * that ended `committed` or `terminal_error`. What it throws counts as `retryable_error`; the host hears only the
   * class of it. The host waits 15 s for an answer and then asks again, which waits for the call that runs.
   */
  deliver(delivery: Delivery): Promise<DeliveryOutcome> | DeliveryOutcome;
  /** Paths of the sidecar's own, such as webhooks of the platform. */
  readonly routes?: readonly Route[] | undefined;
  /** Disconnects; called once, after the last delivery and when the background work has ended. */
  stop?(): Promise<void> | void;
}
