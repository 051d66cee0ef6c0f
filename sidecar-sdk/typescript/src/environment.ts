import { randomBytes } from "node:crypto";

import { EnvironmentError } from "./errors.js";
import { parseLogLevel, type LogLevel } from "./log.js";

const PREFIX = "KHEISH_EXTERNAL_CONNECTOR_";
const DEFAULT_MAX_REQUEST_BYTES = 2_097_152;
const BASE_URL = /^http:\/\/(?:\[([0-9A-Fa-f:.]+)\]|([^\s/?#@:[\]]+)):(\d{1,5})\/?$/;

/** What the host told this sidecar when it started it. */
export interface Environment {
  /** The connector's name at the host. */
  readonly name: string;
  /** Where the sidecar listens; an IPv6 address without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Where the host is, without a slash at the end. */
  readonly daemonBaseUrl: string;
  /** Protects both directions; undefined when the connector has none. */
  readonly sharedToken: string | undefined;
  /** The credential token of the start. */
  readonly credentialToken: string | undefined;
  /** The file in which the host keeps the newest credential token. */
  readonly credentialTokenFile: string | undefined;
  /** The credentials that may be asked for. */
  readonly credentialKeys: readonly string[];
  /** Names this life of the sidecar to the host. */
  readonly instanceId: string;
  /** Whether the end of standard input means leave. */
  readonly lifeline: boolean;
  /** The largest body of a delivery, in bytes. */
  readonly maxRequestBytes: number;
  readonly logLevel: LogLevel;
}

/** Whether nothing that the host sets is there: somebody started the program by hand. */
export function startedByHand(variables: NodeJS.ProcessEnv): boolean {
  return ["NAME", "BASE_URL", "DAEMON_BASE_URL"].every((name) => variables[PREFIX + name] === undefined);
}

/**
 * Reads what the host set.
 *
 * @param variables the process's environment
 * @param platform becomes part of the instance id when the host gave none
 * @throws EnvironmentError naming the first variable that is missing or wrong
 */
export function readEnvironment(variables: NodeJS.ProcessEnv, platform: string): Environment {
  const optional = (name: string) => text(variables, name);
  const keys = optional("CREDENTIAL_KEYS_JSON");
  const bytes = optional("MAX_REQUEST_BYTES");
  const level = optional("LOG_LEVEL");
  return {
    name: required(variables, "NAME"),
    ...listenAddress(required(variables, "BASE_URL")),
    daemonBaseUrl: daemonBaseUrl(required(variables, "DAEMON_BASE_URL")),
    sharedToken: sharedToken(variables),
    credentialToken: optional("CREDENTIAL_TOKEN"),
    credentialTokenFile: optional("CREDENTIAL_TOKEN_FILE"),
    credentialKeys: keys === undefined ? [] : keyList(keys),
    instanceId: optional("INSTANCE_ID") ?? `${platform}-${randomBytes(6).toString("hex")}`,
    lifeline: variables[PREFIX + "LIFELINE"] === "stdin",
    maxRequestBytes: bytes === undefined ? DEFAULT_MAX_REQUEST_BYTES : byteCount(bytes),
    logLevel: level === undefined ? "INFO" : logLevel(level),
  };
}

/** An empty variable counts as absent; one with a line end could smuggle a header. */
function text(variables: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = variables[PREFIX + name];
  if (value === undefined || value === "") {
    return undefined;
  }
  if (/[\u0000-\u001f\u007f]/.test(value)) {
    throw new EnvironmentError(PREFIX + name, "has a line end or another control character in it.");
  }
  return value;
}

function required(variables: NodeJS.ProcessEnv, name: string): string {
  const value = text(variables, name);
  if (value === undefined || value.trim() === "") {
    throw new EnvironmentError(PREFIX + name, "is missing or blank.");
  }
  return value;
}

function sharedToken(variables: NodeJS.ProcessEnv): string | undefined {
  const value = variables[PREFIX + "SHARED_TOKEN"];
  if (value !== undefined && value.trim() === "") {
    throw new EnvironmentError(PREFIX + "SHARED_TOKEN", "is blank: such a token protects nothing.");
  }
  return text(variables, "SHARED_TOKEN");
}

function listenAddress(value: string): { host: string; port: number } {
  const match = BASE_URL.exec(value);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new EnvironmentError(
      PREFIX + "BASE_URL",
      "is not of the form http://HOST:PORT: http only, a port from 1 to 65535, and neither user nor path nor query.",
    );
  }
  return { host, port };
}

function daemonBaseUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const plain = url !== undefined && url.username === "" && url.password === "" && !/[?#\s]/.test(value);
  if (url === undefined || !plain || !/^https?:\/\/[^/]/i.test(value)) {
    throw new EnvironmentError(
      PREFIX + "DAEMON_BASE_URL",
      "is not an http or https address without user, query and fragment, such as http://127.0.0.1:4000.",
    );
  }
  return value.replace(/\/+$/, "");
}

function keyList(value: string): readonly string[] {
  let keys: unknown;
  try {
    keys = JSON.parse(value);
  } catch {
    keys = undefined;
  }
  if (!Array.isArray(keys) || !keys.every((key): key is string => typeof key === "string")) {
    throw new EnvironmentError(PREFIX + "CREDENTIAL_KEYS_JSON", "is not a JSON list of texts.");
  }
  return keys;
}

function byteCount(value: string): number {
  const count = /^\d{1,15}$/.test(value) ? Number(value) : 0;
  if (count < 1) {
    throw new EnvironmentError(PREFIX + "MAX_REQUEST_BYTES", "is not a whole number of bytes above 0.");
  }
  return count;
}

function logLevel(value: string): LogLevel {
  const level = parseLogLevel(value);
  if (level === undefined) {
    throw new EnvironmentError(PREFIX + "LOG_LEVEL", "is none of DEBUG, INFO, WARNING, ERROR.");
  }
  return level;
}
