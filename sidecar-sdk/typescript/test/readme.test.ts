import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { it } from "node:test";
import { fileURLToPath } from "node:url";

import { FakeHost, freePort, SidecarProcess } from "@kheish/sidecar/testing";

const packageFolder = new URL("..", import.meta.url);

it("the sidecar of the README compiles, runs and does what it says", async () => {
  const readme = readFileSync(new URL("README.md", packageFolder), "utf8");
  const code = /```ts\n([^]*?)```/.exec(readme)![1]!;
  assert.ok(code.split("\n").length <= 30, "it is longer than it says");
  // Inside the package, so that it finds the package by its name, as an author's code does.
  const folder = new URL("build/readme/", packageFolder);
  mkdirSync(folder, { recursive: true });
  const source = fileURLToPath(new URL("main.ts", folder));
  writeFileSync(source, code);
  const compiler = fileURLToPath(new URL("node_modules/typescript/bin/tsc", packageFolder));
  const options = ["--strict", "--module", "nodenext", "--target", "es2023", "--types", "node", "--ignoreConfig"];
  execFileSync(process.execPath, [compiler, ...options, source], { stdio: "inherit" });

  const host = await FakeHost.start({ sharedToken: "t-1" });
  const program = fileURLToPath(new URL("main.js", folder));
  const sidecar = SidecarProcess.start([process.execPath, program], host.environment(await freePort()));
  try {
    await sidecar.client.until("ready");
    const said = await sidecar.client.call("POST", "/said", { id: "m-1", room: "kitchen", text: "hello" });
    await sidecar.client.deliver({ reply_route: "kitchen", content: "You said: hello" });

    assert.deepEqual(said, { status: 200, body: { status: "accepted" } });
    assert.equal(host.events[0]!["content"], "hello");
    assert.deepEqual((await sidecar.client.call("GET", "/rooms")).body, { kitchen: ["You said: hello"] });
    sidecar.signal("SIGTERM");
    assert.equal(await sidecar.exited, 0);
  } finally {
    await sidecar.close();
    await host.close();
  }
});
