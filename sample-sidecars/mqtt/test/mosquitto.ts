import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { eventually, freePort } from "@kheish/sidecar/testing";

// Debian puts it where only root looks.
const PATH = [process.env["PATH"] ?? "", "/usr/sbin", "/usr/local/sbin"].join(delimiter);

/** Why there is no broker, or no certificate for it, to test with; undefined if there is. */
export function missing(): string | undefined {
  const lacks = ["mosquitto", "openssl"].find((program) => spawnSync(program, ["-h"], { env: { PATH } }).error);
  if (lacks === undefined) {
    return undefined;
  }
  const why = `there is no ${lacks} (Debian has it as a package of that name)`;
  if (process.env["CI"] === "true") {
    throw new Error(`The tests with a real broker cannot run: ${why}`);
  }
  process.stderr.write(`SKIPPED: tests of the mqtt sidecar with a real broker: ${why}\n`);
  return why;
}

/** What a broker is like, apart from taking everybody over plain MQTT. */
export interface BrokerOptions {
  /** Name and password that it asks for, and what that user may do: lines of an ACL file. */
  readonly login?: { readonly name: string; readonly password: string; readonly acl: readonly string[] };
  readonly tls?: boolean;
}

/** A broker of one's own in a temporary folder, on a free port of 127.0.0.1. */
export class Mosquitto {
  readonly port: number;
  private readonly folder: string;
  private child: ChildProcess | undefined;
  private output = "";

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  static async start(options: BrokerOptions = {}): Promise<Mosquitto> {
    const folder = mkdtempSync(join(tmpdir(), "kheish-mosquitto-"));
    const broker = new Mosquitto(folder, await freePort());
    const lines = [
      `listener ${broker.port} 127.0.0.1`,
      "persistence true",
      `persistence_location ${folder}/`,
      "log_dest stderr",
      `allow_anonymous ${options.login === undefined}`,
      // It would otherwise become another user, who may not write here.
      ...(process.getuid?.() === 0 ? ["user root"] : []),
      ...broker.loginLines(options.login),
      ...(options.tls ? broker.tlsLines() : []),
    ];
    writeFileSync(join(folder, "mosquitto.conf"), [...lines, ""].join("\n"));
    await broker.run();
    return broker;
  }

  /** The certificate to trust, where it speaks TLS. */
  get certificate(): string {
    return join(this.folder, "certificate.pem");
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  setPassword(name: string, password: string): void {
    const { status, stderr } = spawnSync(
      "mosquitto_passwd",
      ["-b", "-c", join(this.folder, "passwords"), name, password],
      {
        env: { PATH },
        encoding: "utf8",
      },
    );
    if (status !== 0) {
      throw new Error(`mosquitto_passwd failed: ${stderr}`);
    }
  }

  async run(): Promise<void> {
    const child = spawn("mosquitto", ["-c", join(this.folder, "mosquitto.conf")], {
      env: { PATH },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    this.child = child;
    await eventually("mosquitto listens", async () => (await this.listens()) || this.failed(child));
  }

  /** Sessions and what waits in them are written down. */
  async stop(): Promise<void> {
    const { child } = this;
    if (child?.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGTERM");
      await gone;
    }
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  private loginLines(login: BrokerOptions["login"]): string[] {
    if (login === undefined) {
      return [];
    }
    this.setPassword(login.name, login.password);
    const acl = join(this.folder, "acl");
    writeFileSync(acl, [`user ${login.name}`, ...login.acl, ""].join("\n"), { mode: 0o600 });
    return [`password_file ${join(this.folder, "passwords")}`, `acl_file ${acl}`];
  }

  private tlsLines(): string[] {
    const key = join(this.folder, "key.pem");
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const files = ["-keyout", key, "-out", this.certificate];
    const { status, stderr } = spawnSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...subject, ...files],
      {
        env: { PATH },
        encoding: "utf8",
      },
    );
    if (status !== 0) {
      throw new Error(`openssl failed: ${stderr}`);
    }
    return [`certfile ${this.certificate}`, `keyfile ${key}`];
  }

  private failed(child: ChildProcess): false {
    if (child.exitCode !== null) {
      throw new Error(`mosquitto ended with ${child.exitCode}: ${this.output}`);
    }
    return false;
  }

  private listens(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, "127.0.0.1");
      socket.once("connect", () => (socket.destroy(), resolve(true)));
      socket.once("error", () => resolve(false));
    });
  }
}
