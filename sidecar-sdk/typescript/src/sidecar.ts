import { BackgroundTasks } from "./background.js";
import { ConnectedHost } from "./client/connected-host.js";
import { HostHttp } from "./client/http.js";
import { systemClock, type Clock } from "./clock.js";
import type { Connector, SidecarDefinition } from "./definition.js";
import type { Environment } from "./environment.js";
import { SidecarError } from "./errors.js";
import type { JsonObject } from "./events.js";
import { Health } from "./health.js";
import type { Host } from "./host.js";
import { createLog, describeThrown, type Log } from "./log.js";
import type { Route } from "./routes.js";
import { DeliveryDesk } from "./server/delivery-desk.js";
import { isCorePath, SidecarServer, type Served } from "./server/server.js";
import { RUNTIME_PROTOCOL } from "./wire/delivery.js";

const DEFAULT_PATIENCE_MS = 120_000;
const DEFAULT_CONCURRENCY = 16;
const GRACE_MS = 10_000;
const LEAST_GRACE_MS = 1_000;

/** How a sidecar ended: 0 after it was told to stop, 1 when something failed that only a new start mends. */
export type ExitCode = 0 | 1;

/**
 * One life of a sidecar, without the process around it: for tests, and for programs that are more than a sidecar.
 * Others call {@link runSidecar}.
 */
export class Sidecar {
  /** The host, as the author's code sees it. */
  readonly host: Host;
  /** Resolves when the sidecar has stopped. */
  readonly stopped: Promise<ExitCode>;

  private readonly definition: SidecarDefinition;
  private readonly log: Log;
  private readonly health = new Health();
  private readonly stopping = new AbortController();
  private readonly ended = new AbortController();
  private readonly http: HostHttp;
  private readonly tasks: BackgroundTasks;
  private readonly served: Served;
  private readonly server: SidecarServer;
  private connecting: Promise<Connector> | undefined;
  private drained: Promise<void> | undefined;
  private resolveStopped!: (code: ExitCode) => void;

  /**
   * @param options a log and a clock of one's own
   * @throws SidecarError if the definition has numbers that make no sense
   */
  constructor(definition: SidecarDefinition, environment: Environment, options: { log?: Log; clock?: Clock } = {}) {
    const { concurrency = DEFAULT_CONCURRENCY, patienceMs = DEFAULT_PATIENCE_MS } = definition;
    if (!(concurrency >= 1) || !(patienceMs >= 0)) {
      throw new SidecarError("The definition has a concurrency below 1 or a patienceMs below 0; leave them out.");
    }
    this.definition = definition;
    this.log = options.log ?? createLog(environment.logLevel);
    this.stopped = new Promise((resolve) => (this.resolveStopped = resolve));
    this.http = new HostHttp(environment.daemonBaseUrl, this.ended.signal);
    this.tasks = new BackgroundTasks(this.log, this.stopping.signal, () => void this.stop(1));
    const context = {
      environment,
      http: this.http,
      clock: options.clock ?? systemClock,
      patienceMs,
      stop: this.stopping.signal,
    };
    this.host = new ConnectedHost(context, { log: this.log, health: this.health, tasks: this.tasks });
    this.served = {
      environment,
      manifest: manifest(definition, environment.instanceId),
      health: this.health,
      desk: new DeliveryDesk(this.log, concurrency),
      log: this.log,
      routes: [],
    };
    this.server = new SidecarServer(this.served);
  }

  /**
   * Listens, calls the author's start-up function, and takes deliveries from then on. Rejects with what went wrong;
   * then nothing of the sidecar is left. What goes wrong after it was told to stop does not matter.
   */
  async start(): Promise<void> {
    try {
      await this.server.listen();
      this.connecting = Promise.resolve(this.definition.start(this.host));
      const connector = await this.connecting;
      if (this.drained === undefined) {
        this.served.routes = ownRoutes(connector);
        this.served.desk.open((delivery) => connector.deliver(delivery));
        this.health.started();
        this.log.info(`sidecar '${this.definition.platform}' is started as instance ${this.host.instanceId}`);
      }
    } catch (failure) {
      const expected = this.drained !== undefined;
      await this.stop(1);
      if (!expected) {
        throw failure;
      }
    }
  }

  /**
   * Drains and ends: deliveries are sent away from now on, those that run and the background work have 10 s to end.
   * Calling it again waits for the same end.
   *
   * @param code what {@link stopped} resolves with
   */
  stop(code: ExitCode = 0): Promise<void> {
    this.drained ??= this.drain().then(() => this.resolveStopped(code));
    return this.drained;
  }

  private async drain(): Promise<void> {
    const until = performance.now() + GRACE_MS;
    this.health.draining();
    this.served.desk.drain();
    this.stopping.abort();
    const connecting = this.connecting?.catch(() => undefined);
    await this.within(GRACE_MS, "deliveries and background work", async () => {
      await Promise.all([this.served.desk.idle(), this.server.idle(), this.tasks.idle(), connecting]);
    });
    await this.within(Math.max(until - performance.now(), LEAST_GRACE_MS), "disconnecting", async () => {
      await (await connecting)?.stop?.();
    });
    this.ended.abort();
    await this.server.close();
    this.http.close();
  }

  private async within(graceMs: number, what: string, work: () => Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => (timer = setTimeout(() => resolve("late"), graceMs)));
    try {
      if ((await Promise.race([work(), late])) === "late") {
        this.log.warning(`${what} did not end within ${Math.round(graceMs)} ms`);
      }
    } catch (thrown) {
      this.log.error(`${what} failed: ${describeThrown(thrown)}`);
    } finally {
      clearTimeout(timer);
    }
  }
}

function ownRoutes({ routes = [] }: Connector): readonly Route[] {
  const taken = routes.find(({ path }) => isCorePath(path));
  if (taken !== undefined) {
    throw new SidecarError(`Route ${taken.path} cannot be the sidecar's own: the host asks there. Take another path.`);
  }
  return routes;
}

function manifest(definition: SidecarDefinition, instanceId: string): JsonObject {
  const { attachmentsIn = true, attachmentsOut = true, threads = false } = definition.capabilities ?? {};
  return {
    protocol_version: RUNTIME_PROTOCOL,
    instance_id: instanceId,
    capabilities: { attachments_in: attachmentsIn, attachments_out: attachmentsOut, threads },
    experimental: definition.experimental ?? false,
  };
}
