import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { kernelCallsOf, withoutCalls } from "../../../scripts/check_hls/kernel_calls.ts";
import { Ledger } from "../../../scripts/check_hls/ledger.ts";
import type { Firmware } from "../../../scripts/check_hls/source.ts";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { createDesign } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";

/** Two dense layers of one size behind each other, and a softmax. */
function firmwareOf(name: string, result: string): Firmware {
  const weights = { shape: [4, 4], data: new Float64Array(16).fill(0.5) };
  const model = buildModel(name, (b) => {
    const first = b.dense(b.input({ features: 4 }), { name: `${name}_first`, weights });
    return b.softmax(b.dense(first, { name: `${name}_second`, weights }));
  });
  const precision = { weight: "ap_fixed<8,3>", accum: "ap_fixed<20,9>", result };
  return renderFirmware(createDesign(model, { io: "io_stream", precision }));
}

Deno.test("kernelCallsOf() tells kernels apart by what they are made of, not by names of the design", () => {
  const calls = kernelCallsOf(firmwareOf("one", "ap_fixed<12,5>"));
  assertEquals(calls.map(({ kernel }) => kernel.split(" ")[0]), [
    "dense_stream",
    "dense_stream",
    "softmax_stream",
  ]);
  // The input has another type than what lies between both layers.
  const others = kernelCallsOf(firmwareOf("other_names", "ap_fixed<12,5>"));
  assertEquals(others.map(({ identity }) => identity), calls.map(({ identity }) => identity));
  const wider = kernelCallsOf(firmwareOf("one", "ap_fixed<13,5>"));
  for (const [i, { identity }] of calls.entries()) assertNotEquals(wider[i].identity, identity);
});

Deno.test("withoutCalls() leaves calls out, and every line where it was", () => {
  const firmware = firmwareOf("one", "ap_fixed<12,5>");
  const [first, ...rest] = kernelCallsOf(firmware);
  const left = withoutCalls(firmware, [first]);
  assertEquals(kernelCallsOf(left).map(({ kernel }) => kernel), rest.map(({ kernel }) => kernel));
  const path = [...firmware.keys()].find((each) => each.endsWith(".cpp"))!;
  assertEquals(left.get(path)!.split("\n").length, firmware.get(path)!.split("\n").length);
});

Deno.test("Ledger keeps verdicts in its file, of one check alone, and drops half a line", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/below/ledger.jsonl`;
    const verdict = { kernel: "k", interval: 1, multiplications: 2, multipliers: 2, findings: [] };
    const ledger = new Ledger(file, "check 1");
    await ledger.add("kernel a", verdict);
    await Deno.writeTextFile(file, '{"key":"of a run that was bro', { append: true });
    const again = new Ledger(file, "check 1");
    assertEquals(await again.find("kernel a"), verdict);
    assertEquals(await again.find("kernel b"), undefined);
    assertEquals(await new Ledger(file, "check 2").find("kernel a"), undefined);
    await again.add("kernel b", verdict);
    assert((await Deno.readTextFile(file)).split("\n").filter(Boolean).every((line) => JSON.parse(line).key));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
