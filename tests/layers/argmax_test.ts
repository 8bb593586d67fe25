import { assertEquals } from "@std/assert";
import { createDesign, type Design, type DesignOptions, tensorOf } from "../../src/design/mod.ts";
import { loopsOf } from "../../src/design/plans/stage_work.ts";
import { printFixedType } from "../../src/fixed/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { encodeInputs, evaluateFloat, simulateOutputs, simulateScalar } from "../../src/simulate/mod.ts";

/** Two images of 1 × 3 pixels of 5 channels, with equal ones in front, behind and everywhere. */
const PIXELS = [
  [[3, 1, 3, 2, 0], [-8, -8, -8, -8, -8], [0, 1, 2, 7, 7]],
  [[-1, -2, -1, -3, -8], [7, 7, 7, 7, 7], [-8, -7, 6, 5, 6]],
];
const PLACES = [[0, 0, 3], [0, 0, 2]];

function designOf(options: DesignOptions = {}): Design {
  const model = buildModel(
    "places",
    (b) => b.argmax(b.input({ height: 1, width: 3, channels: 5 }), { name: "y" }),
  );
  return createDesign(model, { precision: "ap_int<4>", ...options });
}

const INPUT = { shape: [2, 1, 3, 5], data: Float64Array.from(PIXELS.flat(2)) };

Deno.test("argmax is the place of the largest channel, of equal ones the first, wherever it is computed", () => {
  const expected = PLACES.flat();
  const design = designOf();
  const [port] = design.model.inputs;
  const encoded = encodeInputs(design, new Map([[port.name, INPUT]]));
  assertEquals([...evaluateFloat(design.model, [INPUT]).get("y")!.data], expected, "float64");
  assertEquals([...simulateScalar(design, encoded).get("y")!.data].map(Number), expected, "the reference");
  assertEquals([...simulateOutputs(design, encoded)[0].data].map(Number), expected, "the simulator");
});

Deno.test("argmax has the narrowest type of all places, unless another one was set for it", () => {
  const typeOf = (design: Design) => printFixedType(tensorOf(design, "y").type);
  assertEquals(typeOf(designOf()), "ap_uint<3>");
  assertEquals(typeOf(designOf({ precision: "ap_fixed<16,6>" })), "ap_uint<3>");
  assertEquals(
    typeOf(designOf({ layers: { y: { precision: { result: "ap_fixed<9,5>" } } } })),
    "ap_fixed<9,5>",
  );
});

Deno.test("argmax makes a pixel in every cycle of a stream, whatever channels there are", () => {
  const { stages } = designOf({ io: "io_stream" });
  const { work } = stages.find(({ name }) => name === "y")!;
  assertEquals(loopsOf(work).map(({ iterations, initiationInterval }) => [iterations, initiationInterval]), [[
    3,
    1,
  ]]);
});
