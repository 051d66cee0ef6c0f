import {
  HostRefusedError,
  HostUnavailableError,
  InvalidEventError,
  StoppedError,
  type BatchResult,
  type Host,
  type InboundEvent,
} from "@kheish/sidecar";

import type { Incoming } from "./connection.js";
import { readMessage } from "./message.js";
import { PacketIds } from "./packet-ids.js";
import { pause } from "./pause.js";
import type { Settings } from "./settings.js";
import type { Troubles } from "./troubles.js";

const MAX_AT_ONCE = 64;
// QoS 0 has no way to tell the broker to wait.
const MAX_WAITING = 1_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

interface Waiting {
  readonly event: InboundEvent;
  readonly topic: string;
  /** More than one when the broker sent the message again. */
  readonly acknowledge: (() => void)[];
  done: boolean;
}

/**
 * Hands messages to the host in their order, and acknowledges each to the broker only when the host has it. While the
 * host is away they wait, those of QoS 1 at the broker as well.
 */
export class Intake {
  private readonly host: Host;
  private readonly settings: Settings;
  private readonly troubles: Troubles;
  private readonly waiting = new Map<string, Waiting>();
  private readonly packets = new PacketIds();
  private wake: () => void = () => {};
  private dropped = 0;

  constructor(host: Host, settings: Settings, troubles: Troubles) {
    this.host = host;
    this.settings = settings;
    this.troubles = troubles;
  }

  /** Takes a message; returns at once. */
  take(incoming: Incoming): void {
    const { message, qos } = incoming;
    const reading = readMessage(message, this.settings, () => this.packets.idFor(incoming));
    if (reading.kind === "ignored") {
      const line = `a message on '${message.topic}' is ignored: ${reading.why}`;
      if (reading.worthTelling) {
        this.host.log.warning(line);
      } else {
        this.host.log.debug(line);
      }
      incoming.acknowledge();
      return;
    }
    const { event } = reading;
    const acknowledge = () => {
      incoming.acknowledge();
      this.packets.acknowledged(incoming.packetId);
    };
    const same = this.waiting.get(event.eventId);
    if (same !== undefined) {
      same.acknowledge.push(acknowledge);
    } else if (qos === 0 && this.waiting.size >= MAX_WAITING) {
      this.drop();
    } else {
      const { topic } = message;
      this.waiting.set(event.eventId, { event, topic, acknowledge: [acknowledge], done: false });
      this.wake();
    }
  }

  connected(sessionPresent: boolean): void {
    if (!sessionPresent) {
      this.packets.sessionLost();
    }
  }

  disconnected(): void {
    this.packets.connectionLost();
  }

  /** Works until `signal` is aborted; what was not handed over by then, the broker sends again. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const batch = [...this.waiting.values()].filter(({ done }) => !done).slice(0, MAX_AT_ONCE);
      if (batch.length === 0) {
        await this.something(signal);
        continue;
      }
      const trouble = await this.handOver(batch);
      this.troubles.set("host", trouble);
      failures = trouble === undefined ? 0 : failures + 1;
      if (trouble !== undefined) {
        await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10)), signal);
      }
    }
  }

  /** What is wrong with the host, if anything; messages that it did not take keep waiting. */
  private async handOver(batch: readonly Waiting[]): Promise<string | undefined> {
    let results: BatchResult[];
    try {
      results = await this.host.submitBatch(batch.map(({ event }) => event));
    } catch (failure) {
      return this.notHandedOver(batch, failure);
    }
    const open = results.map((result, index) => this.settle(batch[index]!, result));
    this.acknowledge();
    const why = open.find((reason) => reason !== undefined);
    return why === undefined ? undefined : `messages wait because the host does not take them: ${why}`;
  }

  private notHandedOver(batch: readonly Waiting[], failure: unknown): string | undefined {
    if (failure instanceof HostUnavailableError || failure instanceof HostRefusedError) {
      this.host.log.warning(`${batch.length} messages wait: ${failure.message}`);
      return failure.message;
    }
    const invalid = failure instanceof InvalidEventError ? batch[failure.index ?? -1] : undefined;
    if (invalid !== undefined) {
      // Such as a text of many control characters, which is larger than it looks once it is JSON.
      this.lose(invalid, (failure as InvalidEventError).message);
      this.acknowledge();
      return undefined;
    }
    if (failure instanceof StoppedError) {
      return undefined;
    }
    throw failure;
  }

  /** Undefined when the host has decided. */
  private settle(waiting: Waiting, result: BatchResult): string | undefined {
    switch (result.status) {
      case "accepted":
      case "duplicate":
        waiting.done = true;
        return undefined;
      case "rejected":
        this.lose(waiting, `the host rejects it: ${result.reason}`);
        return undefined;
      case "rate_limited":
        return "too many events a second";
      case "error":
        return result.reason ?? "an error at the host";
    }
  }

  /** It would be refused for ever, and everything behind it would wait. */
  private lose(waiting: Waiting, why: string): void {
    this.host.log.warning(`a message on '${waiting.topic}' is lost: ${why}`);
    waiting.done = true;
  }

  /** MQTT wants acknowledgements in the order of the messages. */
  private acknowledge(): void {
    for (const [eventId, { done, acknowledge }] of this.waiting) {
      if (!done) {
        return;
      }
      acknowledge.forEach((call) => call());
      this.waiting.delete(eventId);
    }
    if (this.dropped > 0) {
      this.host.log.warning(`${this.dropped} messages of QoS 0 were dropped while ${MAX_WAITING} were waiting`);
      this.dropped = 0;
    }
  }

  private drop(): void {
    this.dropped++;
    if (this.dropped === 1) {
      this.host.log.warning(`${MAX_WAITING} messages are waiting for the host: those of QoS 0 are dropped now`);
    }
  }

  private something(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const woken = () => {
        signal.removeEventListener("abort", woken);
        resolve();
      };
      this.wake = woken;
      signal.addEventListener("abort", woken);
    });
  }
}
