import { assert } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { createDesign } from "../../../src/design/mod.ts";
import { importModelFiles } from "../../../src/frontends/mod.ts";
import { encodeModel } from "../../../src/frontends/onnx/mod.ts";
import { forEachSeed, seedsFrom } from "../../support/repeat.ts";
import { floatTensor, intTensor, node, onnxModel, testNumbers } from "../../support/onnx.ts";
import { assertPrompt, startCounting } from "../../support/effort.ts";

const proto = onnxModel({
  opset: 13,
  inputs: { x: ["N", 4] },
  nodes: [
    node("MatMul", "x w", "m"),
    node("Add", "m b", "d"),
    node("Shape", "d", "s"),
    node("Slice", "s from to", "n"),
    node("Concat", "n image", "shape", { axis: 0 }),
    node("Reshape", "d shape", "r"),
    node("ConvTranspose", "r k", "c", { strides: [2, 2], pads: [0, 1, 1, 0], auto_pad: "NOTSET" }),
    node("PRelu", "c p", "q"),
    node("Flatten", "q", "y"),
  ],
  outputs: "y",
  initializers: [
    floatTensor("w", [4, 8], testNumbers(32)),
    floatTensor("b", [8], testNumbers(8)),
    intTensor("from", [1], [0]),
    intTensor("to", [1], [1]),
    intTensor("image", [3], [2, 2, 2]),
    floatTensor("k", [2, 1, 3, 3], testNumbers(18)),
    floatTensor("p", [1, 1, 1], [0.25]),
  ],
});

/** A linear congruential generator (Numerical Recipes). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let mutated = bytes.slice();
  for (let count = 1 + random(4); count > 0; count--) {
    const position = random(mutated.length);
    switch (random(4)) {
      case 0:
        mutated[position] ^= 1 << random(8);
        break;
      case 1:
        mutated[position] = [0, 1, 127, 128, 255][random(5)];
        break;
      case 2:
        mutated = Uint8Array.from([
          ...mutated.subarray(0, position),
          ...mutated.subarray(position + 1 + random(8)),
        ]);
        break;
      default:
        mutated.copyWithin(position, random(mutated.length), mutated.length);
    }
  }
  return mutated;
}

Deno.test("importModelFiles() opens or refuses 400 damaged models, each at once", async (test) => {
  await openMutations(test, { bytes: await encodeModel(proto), count: 400 });
});

for (const name of ["arbitrary_scales", "qdq_exact"]) {
  Deno.test(`importModelFiles() opens or refuses 200 damaged copies of ${name}, each at once`, async (test) => {
    const bytes = await Deno.readFile(new URL(`../../goldens/qonnx/${name}.onnx`, import.meta.url));
    await openMutations(test, { bytes, count: 200 });
  });
}

/** Damages a file in many ways; half of what is opened is designed too, so that hostile types and scales get that far. */
async function openMutations(
  test: Deno.TestContext,
  { bytes, count }: { readonly bytes: Uint8Array; readonly count: number },
): Promise<void> {
  let opened = 0;
  let refused = 0;
  const isWhole = await forEachSeed(test, seedsFrom(1, count), async (seed) => {
    const files = new Map([["m.onnx", mutate(bytes, randomNumbers(seed))]]);
    const counted = startCounting();
    try {
      const model = await importModelFiles({ main: "m.onnx", files });
      opened++;
      if (seed % 2 === 0) createDesign(model, { io: "io_parallel" });
    } catch (error) {
      assert(
        error instanceof InterlaceError,
        `seed ${seed}: ${error instanceof Error ? error.stack : error}`,
      );
      refused++;
    }
    assertPrompt(counted, `seed ${seed}`);
  });
  // Both must happen, or the mutations are too weak or too strong to say anything.
  assert(!isWhole || (opened > 10 && refused > 50), `${opened} opened, ${refused} refused`);
}
