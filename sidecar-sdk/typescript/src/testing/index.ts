/**
 * For tests of sidecars: a host that is not one, and a sidecar in a process of its own.
 *
 * @packageDocumentation
 */
export { FakeHost } from "./fake-host.js";
export type { FakeHostOptions, ReceivedRequest, ScriptedAnswer } from "./fake-host.js";
export { eventually, freePort, SidecarClient } from "./sidecar-client.js";
export type { SidecarAnswer } from "./sidecar-client.js";
export { SidecarProcess } from "./sidecar-process.js";
