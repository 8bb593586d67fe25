// Longer than 300 lines because it is one table of networks.

import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  floatTensor,
  intTensor,
  type ModelOptions,
  node,
  onnxModel,
  testNumbers,
} from "../../support/onnx.ts";
import { assertLikeOnnxRuntime, kinds, refusal } from "./support.ts";

const MAP = ["N", 3, 4, 5] as const;
const kernel = floatTensor("kernel", [2, 3, 3, 2], testNumbers(36));

/** A model with the output y, and the layers that it becomes. */
type Case = readonly [name: string, model: Omit<ModelOptions, "outputs">, kinds: readonly string[]];

const LIKE_ORT: readonly Case[] = [
  ...["Add", "Sub", "Mul", "Max", "Min", "Sum", "Mean"].map((type) =>
    [`${type} of two`, { inputs: { a: MAP, b: MAP }, nodes: [node(type, "a b", "y")] }, ["merge"]] as const
  ),
  ...["Max", "Min", "Sum", "Mean"].flatMap((type) =>
    [
      [`${type} of four`, { inputs: { a: MAP, b: MAP, c: MAP }, nodes: [node(type, "a b a c", "y")] }, [
        "merge",
      ]],
      [`${type} of one`, { inputs: { a: MAP }, nodes: [node("Relu", "a", "r"), node(type, "r", "y")] }, [
        "relu",
      ]],
    ] as const
  ),
  [
    "Max and Min with scalars",
    {
      inputs: { a: MAP, b: MAP },
      initializers: [floatTensor("low", [], [-0.5]), floatTensor("high", [1], [1.25])],
      nodes: [node("Max", "a low b", "m"), node("Min", "high m", "y")],
    },
    ["merge", "clip", "clip"],
  ],
  [
    "Max and Min with constants of one value, and of any shape that fits",
    {
      inputs: { a: MAP },
      initializers: [
        floatTensor("low", [1, 3, 1, 1], [-0.5, -0.5, -0.5]),
        floatTensor("high", [5], [1, 1, 1, 1, 1]),
      ],
      nodes: [node("Max", "low a", "m"), node("Min", "m high", "y")],
    },
    ["clip", "clip"],
  ],
  [
    "Sum and Mean with constants, one a channel and one for all",
    {
      inputs: { a: MAP, b: MAP },
      initializers: [floatTensor("c", [1, 3, 1, 1], [0.5, -1, 2]), floatTensor("d", [], [3])],
      nodes: [node("Sum", "c a d", "s"), node("Mean", "a c s b d", "m"), node("Mean", "m d", "y")],
    },
    ["batch_norm", "batch_norm", "merge", "batch_norm", "batch_norm", "batch_norm"],
  ],
  [
    "constants along rows and along columns",
    {
      inputs: { a: MAP },
      initializers: [
        floatTensor("rows", [4, 1], testNumbers(4)),
        floatTensor("columns", [5], testNumbers(5)),
      ],
      nodes: [node("Mul", "a rows", "m"), node("Sub", "columns m", "y")],
    },
    ["transpose", "batch_norm", "transpose", "batch_norm"],
  ],
  [
    "Concat of constants in front, between and behind",
    {
      inputs: { a: [2, 3, 4, 5], b: [2, 3, 4, 5] },
      initializers: [
        floatTensor("zero", [2, 2, 4, 5], new Float64Array(80)),
        floatTensor("half", [2, 1, 4, 5], new Float64Array(40).fill(0.5)),
      ],
      nodes: [node("Concat", "half zero a zero b half zero", "y", { axis: 1 })],
    },
    ["pad", "pad", "pad", "pad", "pad", "concatenate"],
  ],
  [
    "Concat of one and a constant",
    {
      inputs: { a: [1, 3] },
      initializers: [floatTensor("one", [1, 2], [1, 1])],
      nodes: [node("Concat", "a one", "y", { axis: -1 })],
    },
    ["pad"],
  ],
  [
    "channels to a sequence's elements, as PixelShuffle of one axis is written",
    {
      inputs: { a: [1, 6, 5] },
      initializers: [intTensor("parts", [4], [1, 3, 2, 5]), intTensor("whole", [3], [1, 3, 10])],
      nodes: [
        node("Reshape", "a parts", "p"),
        node("Transpose", "p", "t", { perm: [0, 1, 3, 2] }),
        node("Reshape", "t whole", "y"),
      ],
    },
    ["transpose", "reshape", "transpose", "reshape"],
  ],
  ["a tensor and itself", { inputs: { a: MAP }, nodes: [node("Sub", "a a", "y")] }, ["merge"]],
  [
    "a channel for all pixels",
    { inputs: { a: MAP, b: ["N", 3, 1, 1] }, nodes: [node("Mul", "b a", "y")] },
    ["merge"],
  ],
  ["a pixel for all channels", { inputs: { a: MAP, b: ["N", 1, 4, 5] }, nodes: [node("Mul", "a b", "y")] }, [
    "merge",
  ]],
  [
    "a difference behind a transposition",
    {
      inputs: { a: MAP, b: ["N", 5, 4, 3] },
      nodes: [
        node("Conv", "a kernel", "c", { pads: [1, 0, 1, 1] }),
        node("Transpose", "b", "t", { perm: [0, 3, 2, 1] }),
        node("Conv", "t kernel", "d", { pads: [1, 0, 1, 1] }),
        node("Sub", "c d", "y"),
      ],
      initializers: [kernel],
    },
    ["conv", "conv", "merge"],
  ],
  [
    "tensors in different orders",
    {
      inputs: { a: MAP, b: MAP },
      nodes: [
        node("Transpose", "a", "t", { perm: [0, 2, 3, 1] }),
        node("MaxPool", "b", "q", { kernel_shape: [1, 1] }),
        node("Transpose", "q", "u", { perm: [0, 3, 2, 1] }),
        node("Transpose", "u", "v", { perm: [0, 2, 1, 3] }),
        node("Add", "t v", "s"),
        node("Concat", "s t", "y", { axis: 3 }),
      ],
    },
    ["pool", "transpose", "merge", "concatenate"],
  ],
  [
    "inputs that are turned twice before they are joined",
    {
      inputs: { a: MAP, b: MAP },
      nodes: [
        node("Transpose", "a", "t", { perm: [0, 2, 3, 1] }),
        node("Transpose", "b", "u", { perm: [0, 3, 2, 1] }),
        node("Transpose", "u", "v", { perm: [0, 2, 1, 3] }),
        node("Add", "t v", "y"),
      ],
    },
    ["merge"],
  ],
  [
    "a map whose rows and columns are swapped before a convolution",
    {
      inputs: { a: ["N", 3, 5, 4] },
      nodes: [
        node("Conv", "a point", "c"),
        node("Transpose", "c", "t", { perm: [0, 1, 3, 2] }),
        node("Conv", "t kernel", "y"),
      ],
      initializers: [kernel, floatTensor("point", [3, 3, 1, 1], testNumbers(9))],
    },
    ["conv", "transpose", "conv"],
  ],
  ...[1, 2, 3, -1, -3].map((axis) =>
    [
      `Concat on axis ${axis}`,
      { inputs: { a: MAP, b: MAP, c: MAP }, nodes: [node("Concat", "a b c", "y", { axis })] },
      ["concatenate"],
    ] as const
  ),
  [
    "Concat of vectors",
    { inputs: { a: ["N", 3], b: ["N", 4] }, nodes: [node("Concat", "a b", "y", { axis: 1 })] },
    ["concatenate"],
  ],
  [
    "Concat of one",
    { inputs: { a: MAP }, nodes: [node("Relu", "a", "r"), node("Concat", "r", "y", { axis: 1 })] },
    ["relu"],
  ],
  [
    "Pad by attributes",
    {
      opset: 10,
      inputs: { a: MAP },
      nodes: [node("Pad", "a", "y", { pads: [0, 0, 1, 2, 0, 0, 3, 0], value: { float: 0.5 } })],
    },
    ["pad"],
  ],
  [
    "Pad of channels, cropping rows",
    {
      inputs: { a: MAP },
      initializers: [intTensor("pads", [8], [0, 1, -1, 2, 0, 0, -2, -1]), floatTensor("value", [], [-1.5])],
      nodes: [node("Pad", "a pads value", "y")],
    },
    ["pad"],
  ],
  [
    "Pad of named axes",
    {
      opset: 18,
      inputs: { a: MAP },
      initializers: [intTensor("pads", [4], [1, 0, 2, 3]), intTensor("axes", [2], [-1, 2])],
      nodes: [node("Pad", "a pads _ axes", "y")],
    },
    ["pad"],
  ],
  [
    "Slice by attributes",
    {
      opset: 9,
      inputs: { a: MAP },
      nodes: [node("Slice", "a", "y", { starts: [1, -4], ends: [100, -1], axes: [2, 3] })],
    },
    ["slice"],
  ],
  [
    "Slice with steps, of all samples",
    {
      inputs: { a: MAP },
      initializers: [
        intTensor("starts", [4], [0, 0, 1, 0]),
        intTensor("ends", [4], [2n ** 63n - 1n, 2, 4, 5]),
        intTensor("axes", [4], [0, 1, 2, 3]),
        intTensor("steps", [4], [1, 1, 2, 3]),
      ],
      nodes: [node("Slice", "a starts ends axes steps", "y")],
    },
    ["slice"],
  ],
  [
    "Split into equal parts",
    {
      opset: 12,
      inputs: { a: ["N", 4, 3, 2] },
      nodes: [node("Split", "a", "p q", { axis: 1 }), node("Sub", "p q", "y")],
    },
    ["slice", "slice", "merge"],
  ],
  [
    "Split into given parts, one of them unused",
    {
      inputs: { a: MAP },
      initializers: [intTensor("parts", [3], [1, 1, 2])],
      nodes: [node("Split", "a parts", "p q r", { axis: 2 }), node("Concat", "r p", "y", { axis: 2 })],
    },
    ["slice", "slice", "slice", "concatenate"],
  ],
  [
    "Split into a number of outputs",
    {
      opset: 18,
      inputs: { a: MAP },
      nodes: [
        node("Split", "a", "p q r", { axis: -1, num_outputs: 3 }),
        node("Concat", "r q", "y", { axis: 3 }),
      ],
    },
    ["slice", "slice", "slice", "concatenate"],
  ],
  ...["DCR", "CRD"].map((mode) =>
    [
      `DepthToSpace ${mode}`,
      { inputs: { a: ["N", 12, 2, 3] }, nodes: [node("DepthToSpace", "a", "y", { blocksize: 2, mode })] },
      ["depth_to_space"],
    ] as const
  ),
  [
    "SpaceToDepth",
    { inputs: { a: ["N", 3, 4, 6] }, nodes: [node("SpaceToDepth", "a", "y", { blocksize: 2 })] },
    ["space_to_depth"],
  ],
  [
    "a U-Net of one level",
    {
      inputs: { a: ["N", 3, 4, 6] },
      initializers: [
        floatTensor("down", [4, 3, 2, 2], testNumbers(48)),
        floatTensor("up", [4, 2, 2, 2], testNumbers(32)),
        floatTensor("last", [1, 5, 1, 1], testNumbers(5)),
      ],
      nodes: [
        node("Conv", "a down", "d", { strides: [2, 2] }),
        node("Relu", "d", "r"),
        node("ConvTranspose", "r up", "u", { strides: [2, 2] }),
        node("Concat", "u a", "c", { axis: 1 }),
        node("Conv", "c last", "y"),
      ],
    },
    ["conv", "relu", "conv_transpose", "concatenate", "conv"],
  ],
];

for (const [what, options, expected] of LIKE_ORT) {
  Deno.test(`importGraph() gives what ONNX Runtime computes: ${what}`, async () => {
    assertEquals(kinds(await assertLikeOnnxRuntime({ outputs: "y", ...options })), expected);
  });
}

Deno.test("importGraph() refuses constants that no join can hold, with the reason", () => {
  const refused = (type: string, shape: readonly number[], attributes = {}) =>
    refusal(onnxModel({
      inputs: { a: [1, 3, 4, 5] },
      initializers: [floatTensor("c", shape, testNumbers(shape.reduce((x, y) => x * y, 1)))],
      nodes: [node(type, "a c", "y", attributes)],
      outputs: "y",
    }));
  for (const type of ["Max", "Min"]) {
    assertStringIncludes(refused(type, [1, 3, 1, 1]), "whose elements differ, supported is one number");
  }
  for (const type of ["Sum", "Mean", "Add", "Mul"]) {
    assertStringIncludes(refused(type, [3, 4, 1]), "varies along several axes");
    assertStringIncludes(refused(type, [2, 3, 1, 1]), "differs from sample to sample");
  }
  assertStringIncludes(refused("Concat", [1, 2, 4, 5], { axis: 1 }), "whose elements differ");
  assertStringIncludes(refused("Concat", [1, 1, 4, 4], { axis: 1 }), "whose elements differ");
  const uneven = onnxModel({
    inputs: { a: [1, 3, 4, 5] },
    initializers: [floatTensor("c", [1, 1, 4, 4], new Float64Array(16))],
    nodes: [node("Concat", "a c", "y", { axis: 1 })],
    outputs: "y",
  });
  assertStringIncludes(refusal(uneven), "a constant of shape [1,1,4,4] beside samples of shape [3,4,5]");
});

Deno.test("importGraph() refuses a Slice that reverses an axis, naming it", () => {
  const reversed = onnxModel({
    inputs: { a: [1, 3, 4, 5] },
    initializers: [
      intTensor("starts", [1], [-1]),
      intTensor("ends", [1], [-(2n ** 63n) + 1n]),
      intTensor("axes", [1], [3]),
      intTensor("steps", [1], [-2]),
    ],
    nodes: [node("Slice", "a starts ends axes steps", "y")],
    outputs: "y",
  });
  assertStringIncludes(refusal(reversed), "step -2 reverses axis 3, supported are steps of 1 and more");
});
