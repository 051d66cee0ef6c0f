/**
 * What every error of this library is. Its message is written for people, says what to do, and holds no secret and no
 * payload: it may be logged.
 */
export class SidecarError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A variable that the host sets is missing or cannot be understood. */
export class EnvironmentError extends SidecarError {
  /** The variable's full name. */
  readonly variable: string;

  constructor(variable: string, problem: string) {
    super(`${variable} ${problem} The host sets this variable when it starts a sidecar.`);
    this.variable = variable;
  }
}

/** An event that no host would accept; nothing was sent. */
export class InvalidEventError extends SidecarError {
  /** The member that is wrong, such as `attachments[0].content`. */
  readonly field: string;
  /** Which event of a batch it is, from 0; undefined for a single one. */
  readonly index: number | undefined;
  private readonly problem: string;

  constructor(field: string, problem: string, index?: number) {
    super(
      `${index === undefined ? "The event was" : `Event ${index} of the batch and all others were`} not sent: ${field} ${problem}`,
    );
    this.field = field;
    this.problem = problem;
    this.index = index;
  }

  /** The same about an event of a batch. */
  inBatch(index: number): InvalidEventError {
    return new InvalidEventError(this.field, this.problem, index);
  }
}

/** The host answered with a status that repeating cannot mend. */
export class HostRefusedError extends SidecarError {
  /** The HTTP status. */
  readonly status: number;
  /** The `code` of the host's problem document; undefined if something else answered. */
  readonly code: string | undefined;
  /** The `detail` of the host's problem document. */
  readonly detail: string | undefined;

  constructor(what: string, status: number, advice: string, problem: { code?: string; detail?: string } = {}) {
    const said = [problem.code, problem.detail].filter((part) => part !== undefined).join(": ");
    super(`${what}: the host answered ${status}${said === "" ? "" : ` (${said})`}. ${advice}`);
    this.status = status;
    this.code = problem.code;
    this.detail = problem.detail;
  }
}

/** The host could not be reached, or asked for more time, until patience was over. Trying again later is harmless. */
export class HostUnavailableError extends SidecarError {
  /** How often it was tried. */
  readonly attempts: number;
  /** How long the host asked to wait, in milliseconds, if it did. */
  readonly retryAfterMs: number | undefined;

  constructor(what: string, attempts: number, lastFailure: string, retryAfterMs?: number) {
    super(
      `${what} failed ${attempts} ${attempts === 1 ? "time" : "times"}, the last time because ${lastFailure}. ` +
        "Is the host running, and the connector not paused? Trying again is harmless.",
    );
    this.attempts = attempts;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The sidecar was told to stop, or the caller's signal was aborted, before the work was done. */
export class StoppedError extends SidecarError {}

/** Why a credential is not there. */
export type CredentialProblem =
  /** The key is not among the connector's `credential_slots`. */
  | "not_configured"
  /** The slot has no value, or the host has no such connector. */
  | "not_found"
  /** The slot was revoked or is not a generic secret. */
  | "unavailable"
  /** The host did not take the sidecar's credential token. */
  | "token_refused"
  /** The host answered something that nobody expected. */
  | "refused";

/** A credential cannot be had, and repeating does not mend it. */
export class CredentialError extends SidecarError {
  /** The credential that was asked for. */
  readonly key: string;
  readonly problem: CredentialProblem;

  constructor(key: string, problem: CredentialProblem, message: string) {
    super(message);
    this.key = key;
    this.problem = problem;
  }
}

/** Why a file of a delivery could not be fetched. */
export type AssetProblem =
  /** `downloadPath` is not a path at the host; nothing was sent. */
  | "bad_path"
  /** The host refused; a delivery's files are there only while it is pending. */
  | "refused"
  /** More bytes than the limit or than the delivery announced. */
  | "too_large"
  /** The file became another one while it was read. */
  | "changed"
  /** Length or digest differ from what the delivery announced. */
  | "corrupt";

/** A file of a delivery cannot be fetched, and repeating does not mend it. */
export class AssetError extends SidecarError {
  /** The asset that was asked for. */
  readonly assetId: string;
  readonly problem: AssetProblem;

  constructor(assetId: string, problem: AssetProblem, message: string) {
    super(`Attachment ${assetId}: ${message}`);
    this.assetId = assetId;
    this.problem = problem;
  }
}

/** The class of something thrown: the only thing about it that is safe to tell anybody. */
export function classOf(thrown: unknown): string {
  if (typeof thrown === "object" && thrown !== null) {
    const name = (thrown.constructor as { name?: unknown } | undefined)?.name;
    return typeof name === "string" && name !== "" ? name : "Object";
  }
  return typeof thrown;
}
