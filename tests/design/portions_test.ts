/** Beats of a dense layer: those of a reader that sees its features as pixels of fewer. */
import { assertEquals } from "@std/assert";
import { createDesign, type Design } from "../../src/design/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";

function weights(...shape: number[]) {
  return { shape, data: new Float64Array(shape.reduce((a, b) => a * b)).fill(0.5) };
}

/** The head of a generator: features, seen as a map of 4x3 pixels of 8. */
function head(b: ModelBuilder): Node {
  return b.reshape(b.dense(b.input({ features: 8 }), { weights: weights(8, 96) }), { shape: [4, 3, 8] });
}

function designOf(build: (b: ModelBuilder) => Node | Node[], target = "vitis"): Design {
  return createDesign(buildModel("generator", build), { io: "io_stream", target });
}

/** Beats of every stream: how many, of how many elements. */
function beatsOf({ stages, tensors }: Design): Record<string, string> {
  return Object.fromEntries(stages.map(({ name }) => {
    const tensor = tensors.get(name);
    return [name, tensor?.kind === "stream" ? `${tensor.beats.count} of ${tensor.beats.width}` : "none"];
  }));
}

const upsample = (b: ModelBuilder, x: Node) =>
  b.convTranspose2d(x, { weights: weights(2, 2, 8, 4), strides: 2 });

Deno.test("createDesign() has a dense layer write the pixels that its reader sees, and nothing between both", () => {
  const design = designOf((b) => upsample(b, b.relu(head(b))));
  assertEquals(beatsOf(design), {
    input_1: "1 of 8",
    dense_1: "12 of 8",
    relu_1: "12 of 8",
    conv_transpose2d_1: "48 of 4",
  });
});

Deno.test("createDesign() leaves a port of the design, and what has two readers, in one beat", () => {
  assertEquals(beatsOf(designOf(head)), { input_1: "1 of 8", dense_1: "1 of 96" });
  const twice = beatsOf(designOf((b) => {
    const features = b.dense(b.input({ features: 8 }), { weights: weights(8, 96) });
    return [features, upsample(b, b.reshape(features, { shape: [4, 3, 8] }))];
  }));
  assertEquals(twice.dense_1, "1 of 96");
});

Deno.test("createDesign() leaves a dense layer in Verilog its one beat", () => {
  const beats = beatsOf(designOf((b) => upsample(b, head(b)), "verilog"));
  assertEquals([beats.dense_1, beats.conv_transpose2d_1_pixels], ["1 of 96", "12 of 8"]);
});
