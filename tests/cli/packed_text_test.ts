import { assertEquals } from "@std/assert";
import { packedText } from "../../src/cli/design/busy_text.ts";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { buildModel, type Node } from "../../src/model/mod.ts";

/** So many matrices one after the other. */
function textOf(layers: number, options: DesignOptions): string | null {
  const weights = { shape: [6, 6], data: Float64Array.from({ length: 36 }, (_, i) => (i % 7 - 3) / 4) };
  const model = buildModel("m", (b) => {
    let x: Node = b.input({ features: 6 });
    for (let layer = 0; layer < layers; layer++) x = b.dense(x, { name: `fc${layer}`, weights });
    return x;
  });
  return packedText(createDesign(model, { precision: "ap_fixed<8,3>", ...options }));
}

Deno.test("packedText() names layers whose multipliers make two products, and few of many", () => {
  const text = "packed: two products of one input share a DSP among the multipliers of";
  assertEquals(textOf(2, { layers: { fc1: { multiplier: "packed" } } }), `${text} fc1 (18)`);
  assertEquals(
    textOf(6, { multiplier: "packed" }),
    `${text} fc0 (18), fc1 (18), fc2 (18), fc3 (18) and 2 more`,
  );
  assertEquals(textOf(2, { multiplier: "dsp" }), null);
});
