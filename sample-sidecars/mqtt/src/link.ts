import { SidecarError, type Host } from "@kheish/sidecar";

import { BrokerError, Connection, type Login, type Published, type Receiver } from "./connection.js";
import { pause } from "./pause.js";
import type { ReplyRoute } from "./reply.js";
import type { Settings } from "./settings.js";
import type { Troubles } from "./troubles.js";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
// A connection that lived shorter than this was not worth starting over with short pauses.
const STABLE_MS = 30_000;
const FEW_FAILURES = 3;

/** Keeps a connection to the broker, making a new one with growing pauses whenever it is gone. */
export class Link {
  private readonly host: Host;
  private readonly settings: Settings;
  private readonly troubles: Troubles;
  private readonly receiver: Receiver;
  private connection: Connection | undefined;

  constructor(host: Host, settings: Settings, troubles: Troubles, receiver: Receiver) {
    this.host = host;
    this.settings = settings;
    this.troubles = troubles;
    this.receiver = receiver;
  }

  /** Works until `signal` is aborted; the last connection stays for the answers that are still to be published. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    let loginRefused = false;
    while (!signal.aborted) {
      const openedAt = performance.now();
      let trouble: string;
      try {
        const login = await this.login(loginRefused);
        const connection = await Connection.open(this.settings, login, this.receiver, signal);
        loginRefused = false;
        trouble = await this.live(connection, signal);
      } catch (failure) {
        if (signal.aborted) {
          return;
        }
        trouble = describe(failure);
        loginRefused = failure instanceof BrokerError && failure.loginRefused;
      }
      if (signal.aborted) {
        return;
      }
      failures = performance.now() - openedAt > STABLE_MS ? 0 : failures + 1;
      if (failures > FEW_FAILURES) {
        // Not all brokers say so when they end a session because of that.
        trouble += ` for the ${failures}th time (does another client use MQTT_CLIENT_ID '${this.settings.clientId}'?)`;
      }
      this.troubles.set("broker", trouble);
      this.host.log.warning(`not connected: ${trouble}`);
      const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
      await pause(longest * (0.5 + Math.random() / 2), signal);
    }
  }

  async publish(route: ReplyRoute, text: string, deliveryId: string): Promise<Published> {
    return this.connection?.publish(route, text, deliveryId) ?? { kind: "failed", why: "the broker is not connected" };
  }

  async close(): Promise<void> {
    await this.connection?.close();
  }

  /** Resolves with the reason when the connection is gone, or when it is time to stop. */
  private async live(connection: Connection, signal: AbortSignal): Promise<string> {
    this.connection = connection;
    this.troubles.set("broker", undefined);
    const { url, topics } = this.settings;
    this.host.log.info(`connected to ${url}, subscribed to ${topics.join(", ")}`);
    const gone = connection.closed.then((why) => {
      this.connection = undefined;
      return why;
    });
    let stop = () => {};
    const stopped = new Promise<string>((resolve) => (stop = () => resolve("stopping")));
    signal.addEventListener("abort", stop);
    try {
      return await Promise.race([gone, stopped]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** @param fresh asks the host again, since the broker did not take what we had */
  private async login(fresh: boolean): Promise<Login> {
    const value = async (key: string) =>
      this.host.credentialKeys.includes(key) ? this.host.credential(key, { fresh }) : undefined;
    return { username: await value("MQTT_USERNAME"), password: await value("MQTT_PASSWORD") };
  }
}

function describe(failure: unknown): string {
  if (failure instanceof BrokerError || failure instanceof SidecarError) {
    return failure.message;
  }
  // Reading MQTT_CA_FILE is all that is left; its message names the file.
  if (failure instanceof Error && "syscall" in failure) {
    return failure.message;
  }
  throw failure;
}
