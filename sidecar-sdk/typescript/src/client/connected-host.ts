import type { BackgroundTasks } from "../background.js";
import type { DeliveredAsset } from "../deliveries.js";
import { InvalidEventError } from "../errors.js";
import type { BatchResult, InboundEvent, SubmitResult } from "../events.js";
import type { Health } from "../health.js";
import type { CallOptions, Host } from "../host.js";
import type { Log } from "../log.js";
import { download } from "./asset-file.js";
import { Assets } from "./assets.js";
import { Batches } from "./batch.js";
import type { ClientContext } from "./context.js";
import { Credentials } from "./credentials.js";
import { Ingress } from "./ingress.js";

/** The host over HTTP. */
export class ConnectedHost implements Host {
  readonly log: Log;
  private readonly context: ClientContext;
  private readonly health: Health;
  private readonly tasks: BackgroundTasks;
  private readonly ingress: Ingress;
  private readonly batches: Batches;
  private readonly credentials: Credentials;
  private readonly assets: Assets;

  constructor(context: ClientContext, parts: { log: Log; health: Health; tasks: BackgroundTasks }) {
    this.context = context;
    this.log = parts.log;
    this.health = parts.health;
    this.tasks = parts.tasks;
    this.ingress = new Ingress(context);
    this.batches = new Batches(context, this.ingress);
    this.credentials = new Credentials(context);
    this.assets = new Assets(context);
  }

  get name(): string {
    return this.context.environment.name;
  }

  get instanceId(): string {
    return this.context.environment.instanceId;
  }

  get credentialKeys(): readonly string[] {
    return this.context.environment.credentialKeys;
  }

  get signal(): AbortSignal {
    return this.context.stop;
  }

  async submit(event: InboundEvent, options?: CallOptions): Promise<SubmitResult> {
    return this.ingress.submit(this.ingress.encode(event), options?.signal);
  }

  async submitBatch(events: readonly InboundEvent[], options?: CallOptions): Promise<BatchResult[]> {
    const encoded = events.map((event, index) => {
      try {
        return this.ingress.encode(event);
      } catch (failure) {
        throw failure instanceof InvalidEventError ? failure.inBatch(index) : failure;
      }
    });
    return this.batches.submit(encoded, options?.signal);
  }

  async credential(key: string, options?: { readonly fresh?: boolean | undefined }): Promise<string> {
    return this.credentials.get(key, options?.fresh ?? false);
  }

  async download(asset: DeliveredAsset, file: string, options?: CallOptions): Promise<void> {
    await download(this.assets, asset, file, options?.signal);
  }

  openAsset(asset: DeliveredAsset, options?: CallOptions): AsyncIterable<Uint8Array> {
    return this.assets.read(asset, options?.signal);
  }

  ready(): void {
    this.health.ready();
  }

  degraded(detail: string): void {
    this.health.degraded(detail);
  }

  background(name: string, task: (signal: AbortSignal) => Promise<void>): void {
    this.tasks.run(name, task);
  }
}
