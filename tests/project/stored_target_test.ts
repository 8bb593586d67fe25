import { assertEquals } from "@std/assert";
import { restoreTarget, storeTarget } from "../../src/project/stored_target.ts";
import { verilog } from "../../src/target/verilog.ts";

Deno.test("restoreTarget() reads elastic timing with the gap that versions before wrote, which no module had", () => {
  const mine = { ...verilog, name: "mine" };
  const written = JSON.parse(JSON.stringify(storeTarget(mine)));
  assertEquals(restoreTarget(written, "interlace.json"), mine);
  const { timing } = written.target;
  const before = { ...written, target: { ...written.target, timing: { ...timing, sweepGap: 0 } } };
  assertEquals(restoreTarget(before, "interlace.json"), mine);
});
