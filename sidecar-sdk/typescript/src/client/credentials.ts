import { readFile } from "node:fs/promises";

import { CredentialError, HostUnavailableError } from "../errors.js";
import { isObject } from "../wire/shape.js";
import { judgeStatus, parseJson, type Refusal, type Retry } from "./answers.js";
import { pause, unanswered, type ClientContext } from "./context.js";
import type { HostAnswer } from "./http.js";
import { Patience } from "./patience.js";

const CREDENTIAL_TIMEOUT_MS = 15_000;
const KEPT_FOR_MS = 60_000;

interface Kept {
  readonly value: string;
  readonly untilMs: number;
}

/**
 * Fetches the secrets of the connector's `credential_slots`. Values are kept in memory for a minute, in private
 * members, so that no printed object shows them. Calls for the same key at the same time share one request.
 */
export class Credentials {
  readonly #context: ClientContext;
  readonly #kept = new Map<string, Kept>();
  readonly #running = new Map<string, Promise<string>>();

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /** @param fresh asks the host even if the value is kept */
  async get(key: string, fresh: boolean): Promise<string> {
    this.#requireKnown(key);
    const kept = this.#kept.get(key);
    if (!fresh && kept !== undefined && kept.untilMs > this.#context.clock.wallMs()) {
      return kept.value;
    }
    const running = this.#running.get(key) ?? this.#fetch(key).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  #requireKnown(key: string): void {
    const { credentialKeys } = this.#context.environment;
    if (!credentialKeys.includes(key)) {
      const known = credentialKeys.length === 0 ? "It has none." : `It has ${credentialKeys.join(", ")}.`;
      const advice = `Add '${key}' to child_process.credential_slots of the connector.`;
      const message = `The connector has no credential '${key}'. ${known} ${advice}`;
      throw new CredentialError(key, "not_configured", message);
    }
  }

  async #fetch(key: string): Promise<string> {
    const patience = new Patience(this.#context.clock, this.#context.patienceMs);
    for (let attempts = 1; ; attempts++) {
      const verdict = await this.#attempt(key);
      switch (verdict.kind) {
        case "value":
          this.#kept.set(key, verdict);
          return verdict.value;
        case "refused":
          this.#kept.delete(key);
          throw refusedError(key, verdict);
        case "retry":
          if (!(await pause(this.#context, patience, verdict))) {
            throw new HostUnavailableError(`Fetching credential '${key}'`, attempts, verdict.why, verdict.afterMs);
          }
      }
    }
  }

  async #attempt(key: string): Promise<({ kind: "value" } & Kept) | Refusal | Retry> {
    try {
      let answer = await this.#ask(key);
      if (answer.status === 401) {
        // The host may have replaced the token between our reading the file and its reading our request.
        answer = await this.#ask(key);
      }
      return judgeStatus(answer, this.#context.clock.wallMs()) ?? this.#read(answer);
    } catch (failure) {
      return unanswered(failure);
    }
  }

  async #ask(key: string): Promise<HostAnswer> {
    const { environment, http } = this.#context;
    return http.exchange({
      method: "GET",
      path: `/v1/connectors/external/${encodeURIComponent(environment.name)}/credentials/${encodeURIComponent(key)}`,
      token: await this.#token(),
      timeoutMs: CREDENTIAL_TIMEOUT_MS,
    });
  }

  /** The newest token that the host has written, else the one of the start. */
  async #token(): Promise<string | undefined> {
    const { credentialToken, credentialTokenFile } = this.#context.environment;
    if (credentialTokenFile === undefined) {
      return credentialToken;
    }
    try {
      const token = (await readFile(credentialTokenFile, "utf8")).trim();
      return token === "" ? credentialToken : token;
    } catch {
      // The host may keep the file where this process cannot read it; then the token of the start has to do.
      return credentialToken;
    }
  }

  #read(answer: HostAnswer): ({ kind: "value" } & Kept) | Retry {
    const json = parseJson(answer.body);
    const value = isObject(json) ? json["value"] : undefined;
    if (typeof value !== "string" || value === "") {
      return { kind: "retry", afterMs: undefined, why: "its answer could not be understood" };
    }
    const untilMs = this.#context.clock.wallMs() + KEPT_FOR_MS;
    const expiresAtMs = isObject(json) ? json["expires_at_ms"] : undefined;
    return {
      kind: "value",
      value,
      untilMs: typeof expiresAtMs === "number" ? Math.min(untilMs, expiresAtMs) : untilMs,
    };
  }
}

function refusedError(key: string, { status, problem }: Refusal): CredentialError {
  const said = [problem.code, problem.detail].filter((part) => part !== undefined).join(": ");
  const start = `Credential '${key}': the host answered ${status}${said === "" ? "" : ` (${said})`}.`;
  switch (status) {
    case 401:
      return new CredentialError(key, "token_refused", `${start} It no longer takes this process's credential token.`);
    case 404:
      return new CredentialError(key, "not_found", `${start} Set a value for the slot: kheish secrets set.`);
    case 409:
      return new CredentialError(
        key,
        "unavailable",
        `${start} The slot was revoked or is no generic secret: set it anew, or name another in credential_slots.`,
      );
    default:
      return new CredentialError(key, "refused", start);
  }
}
