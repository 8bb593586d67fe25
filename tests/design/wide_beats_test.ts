/** Pixels of more bits than a beat may have: each way that the refusal names leads to a design, and nothing less does. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";

const weights = (...shape: number[]) => ({
  shape,
  data: new Float64Array(shape.reduce((product, size) => product * size)).fill(0.125),
});

/** A map whose pixels are made, read and written on by layers that take whole ones. */
function modelOf(channels: number): Model {
  return buildModel("wide", (b) => {
    const made = b.conv2d(b.input({ height: 4, width: 3, channels: 2 }), {
      name: "made",
      weights: weights(3, 3, 2, channels),
    });
    return b.conv2d(b.relu(made, { name: "between" }), { name: "read", weights: weights(1, 1, channels, 2) });
  });
}

/** A map that comes in, or is seen as one, in beats that its reader does not take. */
function viewOf(channels: number): Model {
  return buildModel("view", (b) => {
    const flat = b.dense(b.input({ features: 8 }), { name: "flat", weights: weights(8, 4 * channels) });
    const map = b.reshape(flat, { name: "map", shape: [2, 2, channels] });
    return b.convTranspose2d(map, { name: "read", weights: weights(2, 2, channels, 2), strides: 2 });
  });
}

const BASE: DesignOptions = { io: "io_stream", strategy: "resource", reuseFactor: 100 };
const typed = (bits: number): DesignOptions => ({ precision: { result: `ap_fixed<${bits},6>` } });

for (const target of ["vitis", "vivado"]) {
  Deno.test(`createDesign() refuses a pixel of 4,800 bits for ${target} with what would fit, and that is built`, () => {
    const refused = (model: Model, options: DesignOptions = {}) =>
      assertThrows(() => createDesign(model, { ...BASE, target, ...options }), InterlaceError);
    const error = refused(modelOf(300));
    assertEquals(
      error.summary,
      'Cannot build layer "made": a pixel of its output is a beat of 4800 bits (300 channels of 16), ' +
        `for ${target} at most 4096 are supported`,
    );
    assertEquals(
      error.hint,
      'Streams carry whole pixels: give the result of "made" a type of at most 13 bits, or use at most 256 channels, ' +
        "or build in io_parallel.",
    );
    assertEquals(error.place.layer, "made");
    refused(modelOf(300), typed(14));
    refused(modelOf(257));
    for (
      const [model, options] of [
        [modelOf(300), typed(13)],
        [modelOf(256), {}],
        [modelOf(300), { io: "io_parallel" }],
      ] as const
    ) {
      const { stages } = createDesign(model, { ...BASE, target, ...options });
      assertEquals(stages.map(({ name }) => name).slice(1), ["made", "between", "read"]);
    }
  });

  Deno.test(`createDesign() names for ${target} whose pixels a layer cannot read`, () => {
    const error = assertThrows(() => createDesign(viewOf(300), { ...BASE, target }), InterlaceError);
    assert(
      error.summary.startsWith(
        'Cannot build layer "read": a pixel that it reads of "flat" is a beat of 4800 bits',
      ),
      error.summary,
    );
    assert(error.hint?.includes('give the result of "flat" a type of at most 13 bits'), error.hint);
    const options = { layers: { flat: typed(13) } };
    assertEquals(createDesign(viewOf(300), { ...BASE, target, ...options }).stages.at(-1)?.name, "read");
  });
}
