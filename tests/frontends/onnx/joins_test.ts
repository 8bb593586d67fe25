import { assertEquals } from "@std/assert";
import { floatTensor, intTensor, type ModelOptions, node, testNumbers } from "../../support/onnx.ts";
import { assertLikeOnnxRuntime, kinds } from "./support.ts";

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
        node("Transpose", "b", "u", { perm: [0, 3, 2, 1] }),
        node("Transpose", "u", "v", { perm: [0, 2, 1, 3] }),
        node("Add", "t v", "s"),
        node("Concat", "s t", "y", { axis: 3 }),
      ],
    },
    ["transpose", "merge", "concatenate"],
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
