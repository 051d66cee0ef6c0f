/**
 * Write sidecars for a Kheish connector host: {@link runSidecar} runs one, {@link Host} is what it may ask for.
 *
 * @packageDocumentation
 */
export type { Clock } from "./clock.js";
export type { Capabilities, Connector, SidecarDefinition } from "./definition.js";
export { committed, retryable, terminal } from "./deliveries.js";
export type { DeliveredAsset, Delivery, DeliveryOutcome, DeliveryPart } from "./deliveries.js";
export { readEnvironment } from "./environment.js";
export type { Environment } from "./environment.js";
export {
  AssetError,
  CredentialError,
  EnvironmentError,
  HostRefusedError,
  HostUnavailableError,
  InvalidEventError,
  SidecarError,
  StoppedError,
} from "./errors.js";
export type { AssetProblem, CredentialProblem } from "./errors.js";
export type {
  AcceptedEvent,
  AssetReference,
  AttachmentItem,
  BatchResult,
  DuplicateEvent,
  FailedEvent,
  InboundEvent,
  InlineAsset,
  InputItem,
  JsonObject,
  JsonValue,
  RateLimitedEvent,
  RejectedEvent,
  SubmitResult,
  TextItem,
} from "./events.js";
export type { CallOptions, Host } from "./host.js";
export type { Log, LogLevel } from "./log.js";
export type { Route, RouteAnswer, RouteRequest } from "./routes.js";
export { runSidecar } from "./run.js";
export { Sidecar } from "./sidecar.js";
export type { ExitCode } from "./sidecar.js";
