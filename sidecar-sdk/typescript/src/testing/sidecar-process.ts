import { spawn, type ChildProcess } from "node:child_process";

import { SidecarClient } from "./sidecar-client.js";

/** A sidecar in a process of its own, started as the host starts it: a clean environment, output captured. */
export class SidecarProcess {
  readonly client: SidecarClient;
  /** Resolves with the exit code, or with the signal that ended it. */
  readonly exited: Promise<number | string>;
  private readonly child: ChildProcess;
  private output = "";

  private constructor(child: ChildProcess, client: SidecarClient) {
    this.child = child;
    this.client = client;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    }
    this.exited = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
    });
  }

  /**
   * @param command program and arguments
   * @param environment what the host sets; `PATH` and `HOME` are added
   * @param stdin `pipe` for a lifeline, as long as {@link closeInput} is not called
   */
  static start(
    command: readonly [string, ...string[]],
    environment: Readonly<Record<string, string>>,
    stdin: "ignore" | "pipe" = "ignore",
  ): SidecarProcess {
    const [program, ...args] = command;
    const { PATH = "", HOME = "" } = process.env;
    const child = spawn(program, args, { env: { PATH, HOME, ...environment }, stdio: [stdin, "pipe", "pipe"] });
    const port = Number(/:(\d+)\/?$/.exec(environment["KHEISH_EXTERNAL_CONNECTOR_BASE_URL"] ?? "")?.[1]);
    return new SidecarProcess(child, new SidecarClient(port, environment["KHEISH_EXTERNAL_CONNECTOR_SHARED_TOKEN"]));
  }

  /** What it wrote to standard output and standard error so far. */
  get log(): string {
    return this.output;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  closeInput(): void {
    this.child.stdin?.end();
  }

  /** Ends it for good if it still runs; resolves when it is gone. */
  async close(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.exited;
  }
}
