import { afterEach, describe, expect, it } from "vitest";
import { answering } from "./control-plane.ts";
import { arrange, freePort, infraOf, realEnvoy, type Setting } from "./setting.ts";
import { ask } from "./traffic.ts";

const envoy = await realEnvoy();
let setting: Setting;
afterEach(() => setting?.end());

describe.skipIf(envoy === undefined)("a fleet on this machine", () => {
  it("starts, serves what the control plane says, and is ready", async () => {
    setting = await arrange();
    const port = await freePort();
    setting.controlPlane.send([answering(port, "hello")]);
    setting.set(infraOf(port));
    const state = await setting.untilReady();
    expect(state).toMatchObject({ key: "default/web", running: 1, wanted: 1 });
    expect(state.addresses[0]).toEqual({ type: "IPAddress", value: "127.0.0.1" });
    expect(await ask(port)).toEqual({ ok: true, text: "hello" });
    expect((await setting.event("output")).text).toBe("/asked hello");
    expect(setting.controlPlane.nodes).toEqual(["default/web"]);
    console.log(await setting.event("live"));
  });
});
