// Longer than 300 lines because it has a test for everything that createDesign() does around the planning of layers.

import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import {
  createDesign,
  type Design,
  type DesignOptions,
  stageTitle,
  streamNamed,
  streamsOf,
  tensorOf,
} from "../../src/design/mod.ts";
import { printFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import type { Shape } from "../../src/tensor/mod.ts";

function ones(...shape: Shape) {
  return { shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1) };
}

function designOf(build: (b: ModelBuilder) => Node | readonly Node[], options: DesignOptions = {}): Design {
  return createDesign(buildModel("test", build), options);
}

/** Every stage as `name: kind(inputs)`. */
function stagesOf(design: Design): string[] {
  return design.stages.map(({ name, plan, inputs }) => `${name}: ${stageTitle(plan)}(${inputs.join(", ")})`);
}

/** Kinds of stages that read and write a beat of one width in turn. */
const BEAT_BY_BEAT = new Set(["map", "table", "clone"]);

/** What every design must be, whatever it was made of. */
function requireSound(design: Design): void {
  const made = new Map<string, number>();
  for (const stage of design.stages) {
    for (const input of stage.inputs) assert(made.has(input), `${stage.name} reads ${input} too early`);
    const outputs = stage.plan.kind === "clone" ? stage.plan.copies : [stage.name];
    for (const output of outputs) {
      assert(!made.has(output), `${output} is made twice`);
      made.set(output, 0);
    }
  }
  assertEquals(new Set(made.keys()), new Set(design.tensors.keys()));
  const ids = [...design.tensors.values()].map((tensor) => tensor.id.toLowerCase());
  assertEquals(new Set(ids).size, ids.length, "two tensors have one identifier");
  const reads = [
    ...design.stages.flatMap((stage) => stage.inputs),
    ...design.outputs.map((port) => port.tensor),
  ];
  for (const tensor of reads) made.set(tensor, made.get(tensor)! + 1);
  const inputs = new Set(design.inputs.map((port) => port.tensor));
  assert(design.outputs.every((port) => !inputs.has(port.tensor)), "an input is an output");
  assertEquals(
    new Set([...design.tensors.values()].map(({ kind }) => kind)),
    new Set([design.io === "io_stream" ? "stream" : "parallel"]),
  );
  if (design.io === "io_stream") {
    for (const { beats, shape, type } of streamsOf(design)) {
      assertEquals(beats.count * beats.width, shape.reduce((a, b) => a * b, 1));
      assertEquals(beats.bits, beats.width * type.width);
    }
    for (const [tensor, count] of made) assertEquals(count, 1, `the stream ${tensor} has ${count} readers`);
    for (const stage of design.stages) {
      if (!BEAT_BY_BEAT.has(stage.plan.kind)) continue;
      const [from, ...to] = [...stage.inputs, stage.name].map((name) => {
        const { count, width } = streamNamed(design, name).beats;
        return { count, width };
      });
      assertEquals([from], to, `${stage.name} changes the width of a beat`);
    }
  }
}

const MAP = { height: 3, width: 4, channels: 2 };

Deno.test("createDesign() has defaults for everything", () => {
  const design = designOf((b) => b.relu(b.input(MAP)));
  assertEquals([design.name, design.target.name, design.io, design.clockPeriod, design.clockUncertainty], [
    "test",
    "vitis",
    "io_stream",
    5,
    null,
  ]);
  assertEquals(streamNamed(design, "relu_1").beats, { count: 12, width: 2, bits: 32 });
  requireSound(design);
});

Deno.test("createDesign() makes a project name an identifier", () => {
  assertEquals(designOf((b) => b.relu(b.input(MAP)), { projectName: "my/net 2" }).name, "my_net_2");
});

Deno.test("createDesign() shares the tensor of a view", () => {
  const design = designOf((b) => b.dense(b.flatten(b.relu(b.input(MAP))), { weights: ones(24, 5) }));
  assertEquals(stagesOf(design), ["input_1: input()", "relu_1: relu(input_1)", "dense_1: dense(relu_1)"]);
  assertEquals(design.storage.get("flatten_1"), "relu_1");
  requireSound(design);
});

Deno.test("createDesign() casts a view whose own result type is set", () => {
  const layers = { flatten_1: { precision: "ap_fixed<8,4>" } };
  const design = designOf((b) => b.relu(b.flatten(b.input(MAP))), { layers });
  assertEquals(stagesOf(design), ["input_1: input()", "flatten_1: cast(input_1)", "relu_1: relu(flatten_1)"]);
  assertEquals(design.tensors.get("flatten_1")?.type.width, 8);
  requireSound(design);
});

Deno.test("createDesign() repacks a flat stream into pixels for a convolution, in io_stream only", () => {
  const build = (b: ModelBuilder) =>
    b.conv2d(b.reshape(b.input({ features: 24 }), { shape: [3, 4, 2] }), { weights: ones(1, 1, 2, 2) });
  const stream = designOf(build, { io: "io_stream" });
  assertEquals(stagesOf(stream), [
    "input_1: input()",
    "conv2d_1_pixels: repack(input_1)",
    "conv2d_1: convolution(conv2d_1_pixels)",
  ]);
  assertEquals(streamNamed(stream, "input_1").beats, { count: 1, width: 24, bits: 384 });
  assertEquals(streamNamed(stream, "conv2d_1_pixels").beats, { count: 12, width: 2, bits: 32 });
  requireSound(stream);
  assertEquals(designOf(build, { io: "io_parallel" }).stages.length, 2);
});

Deno.test("createDesign() keeps the beats of a flattened stream for layers that take any", () => {
  const design = designOf((b) => b.relu(b.flatten(b.relu(b.input(MAP)))));
  assertEquals(design.stages.length, 3);
  requireSound(design);
});

Deno.test("createDesign() names a repacked tensor like no layer of the model", () => {
  const design = designOf((b) => {
    const flat = b.dense(b.input({ features: 5 }), { weights: ones(5, 24) });
    const y = b.conv2d(b.reshape(flat, { shape: [3, 4, 2] }), { name: "c", weights: ones(1, 1, 2, 2) });
    return b.tanh(b.relu(y, { name: "c_pixels" }));
  });
  requireSound(design);
});

Deno.test("createDesign() splits a stream two by two for its readers, outputs included", () => {
  const design = designOf((b) => {
    const x = b.relu(b.input(MAP));
    return [b.tanh(x), x, b.sigmoid(x)];
  });
  assertEquals(stagesOf(design), [
    "input_1: input()",
    "relu_1: relu(input_1)",
    "relu_1_copy: clone(relu_1)",
    "relu_1_copy_2: clone(relu_1_rest)",
    "tanh_1: tanh(relu_1_copy)",
    "sigmoid_1: sigmoid(relu_1_copy_2)",
  ]);
  assertEquals(design.outputs.map((port) => port.tensor), ["tanh_1", "relu_1_copy_3", "sigmoid_1"]);
  requireSound(design);
});

Deno.test("createDesign() clones a tensor that is two outputs, or that layers read through views", () => {
  requireSound(designOf((b) => {
    const x = b.relu(b.input(MAP));
    return [x, b.flatten(x), b.tanh(b.reshape(x, { shape: [4, 6] }))];
  }));
});

Deno.test("createDesign() gives an output that is an input a stage of its own", () => {
  for (const io of ["io_stream", "io_parallel"] as const) {
    const design = designOf((b) => {
      const x = b.input(MAP);
      return [b.identity(x), b.relu(x)];
    }, { io });
    const [passed] = design.outputs;
    assertEquals(design.stages.find((stage) => stage.name === passed.tensor)?.plan.kind, "map");
    requireSound(design);
  }
});

Deno.test("createDesign() clones an output that another stage reads, in io_parallel as well", () => {
  const design = designOf((b) => {
    const x = b.relu(b.input(MAP));
    return [x, b.tanh(x)];
  }, { io: "io_parallel" });
  assertEquals(stagesOf(design), [
    "input_1: input()",
    "relu_1: relu(input_1)",
    "relu_1_copy: clone(relu_1)",
    "tanh_1: tanh(relu_1_copy)",
  ]);
  assertEquals(design.outputs.map((port) => port.tensor), ["relu_1_copy_2", "tanh_1"]);
  requireSound(design);
});

Deno.test("createDesign() leaves no stream without a reader", () => {
  requireSound(designOf((b) => {
    const x = b.input(MAP);
    b.tanh(b.relu(x));
    return b.sigmoid(x);
  }));
});

Deno.test("createDesign() tells layers what they got of what they asked for", () => {
  const options: DesignOptions = {
    io: "io_parallel",
    strategy: "resource",
    reuseFactor: 5,
    parallelizationFactor: 5,
  };
  const design = designOf(
    (b) => b.relu(b.convTranspose2d(b.input(MAP), { weights: ones(4, 4, 2, 3), strides: 2 })),
    options,
  );
  // The largest phase has 2 × 2 taps of 2 channels; the phase grid is 4 × 5 positions.
  assertEquals(design.settings.find((row) => row.layer === "conv_transpose2d_1"), {
    layer: "conv_transpose2d_1",
    typeName: "Conv2DTranspose",
    strategy: "resource",
    reuseFactor: { asked: 5, used: 4 },
    lanes: { asked: null, used: { inputs: 2, outputs: 3 } },
    parallelizationFactor: { asked: 5, used: 5 },
  });
  assertEquals(design.settings.find((row) => row.layer === "relu_1")?.reuseFactor, null);
});

Deno.test("createDesign() refuses an invalid factor of a named layer, listing the valid ones", () => {
  const layers = { dense_1: { reuseFactor: 5 } };
  const error = assertThrows(
    () => designOf((b) => b.dense(b.input({ features: 8 }), { weights: ones(8, 3) }), { layers }),
    InterlaceError,
    'reuse factor 5 for layer "dense_1"',
  );
  assertStringIncludes(error.hint!, "2, 3, 4, 6, 8, 12.");
});

Deno.test("createDesign() takes lanes in place of a factor, those of the next level if that says either", () => {
  const usedBy = (options: DesignOptions) =>
    designOf((b) => b.dense(b.input({ features: 8 }), { weights: ones(8, 6) }), options)
      .settings.find((row) => row.layer === "dense_1")?.lanes;
  const lanes = { inputs: 2, outputs: 3 };
  assertEquals(usedBy({ layers: { dense_1: { lanes } } }), { asked: lanes, used: lanes });
  assertEquals(usedBy({ layerTypes: { Dense: { lanes } }, layers: { dense_1: { reuseFactor: 3 } } }), {
    asked: null,
    used: { inputs: 8, outputs: 2 },
  });
  // Those of many layers move to the nearest ones.
  const wide = { inputs: 3, outputs: 5 };
  assertEquals(usedBy({ reuseFactor: 4, layerTypes: { Dense: { lanes: wide } } }), {
    asked: wide,
    used: { inputs: 2, outputs: 6 },
  });
  assertThrows(
    () => usedBy({ layers: { dense_1: { lanes: wide } } }),
    InterlaceError,
    "Cannot use lanes 3 × 5",
  );
  for (const wrong of [[2, 3], { inputs: 2 }, { inputs: 0, outputs: 1 }, { inputs: 1.5, outputs: 1 }]) {
    const layers = { dense_1: { lanes: JSON.parse(JSON.stringify(wrong)) } };
    assertThrows(
      () => usedBy({ layers }),
      InterlaceError,
      "Cannot create a design: option layers.dense_1.lanes",
    );
  }
});

Deno.test("createDesign() refuses settings for a layer that does not exist, showing those that do", () => {
  const error = assertThrows(
    () => designOf((b) => b.relu(b.input(MAP)), { layers: { rleu_1: {} } }),
    InterlaceError,
    '"rleu_1"',
  );
  assertStringIncludes(error.details.join(), '"relu_1"');
});

Deno.test("createDesign() takes settings for a layer that was folded away", () => {
  const layers = { identity_1: { reuseFactor: 2 } };
  designOf((b) => b.relu(b.identity(b.input(MAP))), { layers });
});

Deno.test("createDesign() refuses a clock that is none", () => {
  const built = (clockPeriod: number) => designOf((b) => b.relu(b.input(MAP)), { clockPeriod }).clockPeriod;
  for (const clockPeriod of [0, -1, NaN, Infinity, 1001, 1e-300, 0.09]) {
    assertThrows(() => built(clockPeriod), InterlaceError, "expected a number from 0.1 to 1000");
  }
  assertEquals([built(0.1), built(1000)], [0.1, 1000]);
});

Deno.test("createDesign() gives an input of type auto, of which nothing can be derived, the model's type", () => {
  const typeOf = (options: DesignOptions) =>
    printFixedType(designOf((b) => b.relu(b.input(MAP)), options).tensors.get("input_1")!.type);
  const layers = { input_1: { precision: { result: "auto" } } };
  assertEquals(typeOf({ layers, precision: { result: "ap_fixed<12,5>" } }), "ap_fixed<12,5>");
  assertEquals(typeOf({ layers, precision: "ap_fixed<9,5>" }), "ap_fixed<9,5>");
  assertEquals(typeOf({ precision: { result: "auto" } }), "ap_fixed<16,6>");
});

Deno.test("createDesign() refuses a table size that is no positive integer", () => {
  for (const tableSize of [0, -1, 1.5, NaN, Infinity, 2 ** 16 + 1]) {
    assertThrows(() => designOf((b) => b.tanh(b.input(MAP)), { tableSize }), InterlaceError, "table");
  }
});

Deno.test("createDesign() refuses an io_parallel design with more bits in registers than a device has", () => {
  const build = (features: number, io: "io_parallel" | "io_stream") =>
    designOf((b) => b.relu(b.input({ features }), { name: "wide" }), { io, precision: "ap_fixed<16,6>" });
  // Two tensors of 16 bits an element: 2^24 bits.
  build(2 ** 19, "io_parallel");
  const error = assertThrows(
    () => build(2 ** 19 + 1, "io_parallel"),
    InterlaceError,
    "in registers, 16.8 Mbit",
  );
  assertEquals([error.kind, error.place.field], ["input", "IOType"]);
  assertStringIncludes(error.hint!, "io_stream");
  build(2 ** 19 + 1, "io_stream");
});

Deno.test("tensorOf() names a tensor that a design lacks", () => {
  const design = designOf((b) => b.relu(b.input(MAP)));
  assertEquals(tensorOf(design, "relu_1"), design.tensors.get("relu_1"));
  assertThrows(() => tensorOf(design, "relu_2"), InterlaceError, 'Cannot find tensor "relu_2" in the design');
});
