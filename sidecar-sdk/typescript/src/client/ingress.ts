import { HostRefusedError, HostUnavailableError } from "../errors.js";
import type { InboundEvent, SubmitResult } from "../events.js";
import { encodeEvent, singleBody, type EncodedEvent } from "../wire/event.js";
import { INGRESS_PROTOCOL, judgeSingle, type Refusal, type SingleVerdict } from "./answers.js";
import { pause, unanswered, type ClientContext } from "./context.js";
import type { HostAnswer } from "./http.js";
import { Patience } from "./patience.js";

/** What was being done when the host stayed away. */
export const SENDING = "Sending events to the host";

const EVENT_TIMEOUT_MS = 30_000;

/** Sends single events until the host has decided about them. Any number of calls may run at once. */
export class Ingress {
  private readonly context: ClientContext;
  private version: number = INGRESS_PROTOCOL;

  constructor(context: ClientContext) {
    this.context = context;
  }

  /** The version of the ingress contract that the host understands, as far as is known. */
  get protocolVersion(): number {
    return this.version;
  }

  /** From now on the oldest version is spoken. */
  useOldestVersion(): void {
    this.version = 1;
  }

  encode(event: InboundEvent): EncodedEvent {
    return encodeEvent(event, this.context.environment.instanceId);
  }

  async submit(event: EncodedEvent, signal?: AbortSignal): Promise<SubmitResult> {
    const { clock, patienceMs } = this.context;
    const patience = new Patience(clock, patienceMs);
    for (let attempts = 1; ; attempts++) {
      const verdict = await this.attempt(event, signal);
      switch (verdict.kind) {
        case "decided":
          return verdict.result;
        case "older_version":
          this.useOldestVersion();
          continue;
        case "refused":
          throw this.refused(verdict);
        case "retry":
          if (!(await pause(this.context, patience, verdict, signal))) {
            throw new HostUnavailableError(SENDING, attempts, verdict.why, verdict.afterMs);
          }
      }
    }
  }

  /** Posts to a route of this connector, such as `/events`. */
  async post(route: string, body: string, signal?: AbortSignal): Promise<HostAnswer> {
    const { environment, http } = this.context;
    const path = `/v1/connectors/external/${encodeURIComponent(environment.name)}${route}`;
    return http.exchange(
      { method: "POST", path, token: environment.sharedToken, body, timeoutMs: EVENT_TIMEOUT_MS },
      signal,
    );
  }

  refused(refusal: Refusal): HostRefusedError {
    const { name } = this.context.environment;
    return new HostRefusedError(
      `Events of connector '${name}' were refused`,
      refusal.status,
      advice(refusal.status, name),
      refusal.problem,
    );
  }

  private async attempt(event: EncodedEvent, signal: AbortSignal | undefined): Promise<SingleVerdict> {
    const version = this.version;
    try {
      const answer = await this.post("/events", singleBody(event, version), signal);
      return judgeSingle(answer, version, this.context.clock.wallMs());
    } catch (failure) {
      return unanswered(failure);
    }
  }
}

function advice(status: number, name: string): string {
  switch (status) {
    case 401:
      return "The shared token differs from the one in the connector's settings.";
    case 404:
      return `Is a connector 'external/${name}' configured at the host?`;
    case 409:
      return "Create the session first, or set session_policy.create_if_missing in the connector's settings.";
    default:
      return "Sending the same event again will not change that.";
  }
}
