import { readFileSync } from "node:fs";

import { readEnvironment, Sidecar, type Clock, type Log, type SidecarDefinition } from "@kheish/sidecar";
import { freePort, type FakeHost } from "@kheish/sidecar/testing";

import { createLog } from "../dist/log.js";

/** All entries of one file of the shared vectors. */
export function vectors<Entry>(file: string): Entry[] {
  const entries = JSON.parse(readFileSync(new URL(`../../vectors/${file}.json`, import.meta.url), "utf8")) as Entry[];
  if (entries.length === 0) {
    throw new Error(`vectors/${file}.json is empty`);
  }
  return entries;
}

/** A clock whose sleeps take no time and are written down. */
export class TestClock implements Clock {
  readonly sleeps: number[] = [];
  nowMs = 1_730_000_000_000;
  chance = 0;
  /** Called in each sleep. */
  onSleep: () => void = () => {};

  wallMs(): number {
    return this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  random(): number {
    return this.chance;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.sleeps.push(ms);
    this.nowMs += ms;
    this.onSleep();
    signal.throwIfAborted();
  }
}

/** A log that is kept. */
export function keptLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return { log: createLog("DEBUG", (line) => lines.push(line)), lines };
}

/** A sidecar in this process; it listens once `start()` is called. */
export async function sidecarFor(
  host: FakeHost,
  definition: Partial<SidecarDefinition> = {},
  options: { clock?: Clock; log?: Log; environment?: Record<string, string> } = {},
): Promise<{ sidecar: Sidecar; port: number }> {
  const port = await freePort();
  const variables = { KHEISH_EXTERNAL_CONNECTOR_INSTANCE_ID: "i-1", ...host.environment(port), ...options.environment };
  const { environment: _, ...rest } = options;
  const whole: SidecarDefinition = {
    platform: "demo",
    start: () => ({ deliver: () => ({ status: "committed" }) }),
    ...definition,
  };
  const sidecar = new Sidecar(whole, readEnvironment(variables, "demo"), { log: keptLog().log, ...rest });
  return { sidecar, port };
}
