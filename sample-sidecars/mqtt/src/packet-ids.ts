import { randomUUID } from "node:crypto";

import type { Incoming } from "./connection.js";
import { digest } from "./message.js";

/** An acknowledgement that we sent so shortly before the connection broke may not have arrived. */
const IN_DOUBT_MS = 60_000;

interface Known {
  readonly content: string;
  readonly eventId: string;
  acknowledgedAt: number | undefined;
}

/**
 * Event ids for messages that bring none. A message that the broker sends again after a break, as it has no
 * acknowledgement, keeps its id. What happened to it in an earlier process is not known: then it is a new event.
 */
export class PacketIds {
  private readonly known = new Map<number, Known>();
  private readonly nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.nowMs = nowMs;
  }

  idFor({ message, packetId, dup }: Incoming): string {
    const content = digest([message.topic, message.payload]);
    const known = packetId === undefined ? undefined : this.known.get(packetId);
    if (known !== undefined && dup && known.content === content) {
      known.acknowledgedAt = undefined;
      return known.eventId;
    }
    const eventId = `mqtt-${digest([content, String(packetId ?? 0), String(Date.now()), randomUUID()])}`;
    if (packetId !== undefined) {
      this.known.set(packetId, { content, eventId, acknowledgedAt: undefined });
    }
    return eventId;
  }

  acknowledged(packetId: number | undefined): void {
    const known = packetId === undefined ? undefined : this.known.get(packetId);
    if (known !== undefined) {
      known.acknowledgedAt = this.nowMs();
    }
  }

  /** The connection broke: what was acknowledged long before is not sent again, its packet id may be anybody's. */
  connectionLost(): void {
    for (const [packetId, { acknowledgedAt }] of this.known) {
      if (acknowledgedAt !== undefined && this.nowMs() - acknowledgedAt > IN_DOUBT_MS) {
        this.known.delete(packetId);
      }
    }
  }

  /** The broker has forgotten the session: it sends nothing again. */
  sessionLost(): void {
    this.known.clear();
  }
}
