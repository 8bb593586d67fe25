import { assertEquals, assertStringIncludes } from "@std/assert";
import { floatTensor, intTensor, node, onnxModel } from "../../support/onnx.ts";
import { assertLikeOnnxRuntime, kinds, refusal } from "./support.ts";

const MAP = { x: [2, 3, 5, 7] };

Deno.test("AveragePool and MaxPool equal ONNX Runtime: uneven pads, ceil mode, counted padding", async () => {
  for (const op of ["AveragePool", "MaxPool"]) {
    for (const counts of op === "AveragePool" ? [0, 1] : [undefined]) {
      const graph = await assertLikeOnnxRuntime({
        opset: 19,
        inputs: MAP,
        nodes: [
          node(op, "x", "y", {
            kernel_shape: [3, 2],
            strides: [2, 3],
            pads: [1, 0, 1, 1],
            count_include_pad: counts,
          }),
          node(op, "y", "z", { kernel_shape: [2, 2], auto_pad: "SAME_UPPER", count_include_pad: counts }),
        ],
        outputs: "z",
      });
      assertEquals(kinds(graph), ["pool", "pool"]);
    }
    await assertLikeOnnxRuntime({
      opset: 19,
      inputs: MAP,
      nodes: [node(op, "x", "y", { kernel_shape: [2, 3], strides: [2, 2], dilations: [2, 1], ceil_mode: 1 })],
      outputs: "y",
    });
  }
});

Deno.test("AveragePool in ceil mode equals ONNX Runtime, padding counted and not", async () => {
  for (const count_include_pad of [0, 1]) {
    for (const pads of [[0, 0, 0, 0], [1, 1, 1, 1], [1, 0, 0, 1]]) {
      await assertLikeOnnxRuntime({
        opset: 19,
        inputs: { x: [1, 2, 6, 7] },
        nodes: [
          node("AveragePool", "x", "y", {
            kernel_shape: [3, 2],
            strides: [2, 2],
            pads,
            ceil_mode: 1,
            count_include_pad,
          }),
        ],
        outputs: "y",
      });
    }
  }
});

Deno.test("GlobalAveragePool, GlobalMaxPool and reductions over space equal ONNX Runtime", async () => {
  const graph = await assertLikeOnnxRuntime({
    inputs: MAP,
    nodes: [
      node("GlobalAveragePool", "x", "a"),
      node("GlobalMaxPool", "x", "b"),
      node("ReduceMean", "x", "c", { axes: [2, 3] }),
      node("ReduceMean", "x", "d", { axes: [-1, -2], keepdims: 0 }),
      node("ReduceMax", "x", "e", { axes: [3, 2], keepdims: 0 }),
    ],
    outputs: "a b c d e",
  });
  assertEquals(kinds(graph), new Array(5).fill("global_pool"));
});

Deno.test("ReduceMean takes its axes as an input from version 18 on", async () => {
  await assertLikeOnnxRuntime({
    opset: 18,
    inputs: { x: [1, 4, 6] },
    nodes: [node("ReduceMean", "x axes", "y", { keepdims: 0 })],
    initializers: [intTensor("axes", [1], [2])],
    outputs: "y",
  });
});

Deno.test("ReduceMean over samples, channels or a part of space is refused", () => {
  const reduce = (axes: readonly number[]) =>
    refusal(onnxModel({ inputs: MAP, nodes: [node("ReduceMean", "x", "y", { axes })], outputs: "y" }));
  assertStringIncludes(reduce([0]), "it reduces the sample axis");
  assertStringIncludes(reduce([3]), "supported are all spatial axes together");
  assertStringIncludes(reduce([1, 2, 3]), "supported are all spatial axes together");
});

Deno.test("ArgMax over channels and over other axes equals ONNX Runtime, of equal elements the first", async () => {
  const graph = await assertLikeOnnxRuntime({
    opset: 13,
    inputs: MAP,
    nodes: [
      // Where all channels are negative, they become equal.
      node("Relu", "x", "r"),
      node("ArgMax", "r", "a", { axis: 1 }),
      node("ArgMax", "r", "b", { axis: -3, keepdims: 0, select_last_index: 0 }),
      node("ArgMax", "x", "c", { axis: 1, keepdims: 0 }),
      node("ArgMax", "x", "d", { axis: -1, keepdims: 1 }),
      node("ArgMax", "x", "e", { axis: 2, keepdims: 0 }),
    ],
    outputs: "a b c d e",
  });
  assertEquals(kinds(graph).filter((kind) => kind === "argmax").length, 5);
});

Deno.test("ArgMax over samples, of the last of equals, or down to nothing is refused", () => {
  const refused = (attributes: Readonly<Record<string, number>>, shape = MAP.x) =>
    refusal(onnxModel({ inputs: { x: shape }, nodes: [node("ArgMax", "x", "y", attributes)], outputs: "y" }));
  assertStringIncludes(refused({}), "it compares the samples with each other");
  assertStringIncludes(refused({ axis: 4 }), "axis 4 does not exist among 4");
  assertStringIncludes(refused({ axis: 1, keepdims: 0 }, [1, 5]), "export it with keepdims = 1");
  const last = onnxModel({
    opset: 12,
    inputs: MAP,
    nodes: [node("ArgMax", "x", "y", { axis: 1, select_last_index: 1 })],
    outputs: "y",
  });
  assertStringIncludes(refusal(last), "of equal elements only the first is supported");
});

Deno.test("Resize to nearest by whole factors equals ONNX Runtime in every mode that amounts to copies", async () => {
  const modes = [
    { coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
    { coordinate_transformation_mode: "half_pixel", nearest_mode: "round_prefer_floor" },
    { coordinate_transformation_mode: "half_pixel", nearest_mode: "round_prefer_ceil" },
    { coordinate_transformation_mode: "pytorch_half_pixel", nearest_mode: "round_prefer_floor" },
  ];
  for (const mode of modes) {
    const graph = await assertLikeOnnxRuntime({
      opset: 13,
      inputs: { x: [1, 2, 3, 4] },
      nodes: [node("Resize", "x _ scales", "y", { mode: "nearest", ...mode })],
      initializers: [floatTensor("scales", [4], [1, 1, 2, 3])],
      outputs: "y",
    });
    assertEquals(kinds(graph), ["upsample"]);
  }
});

Deno.test("Resize to sizes, and along named axes, equals ONNX Runtime", async () => {
  await assertLikeOnnxRuntime({
    opset: 13,
    inputs: { x: [1, 2, 3, 4] },
    nodes: [node("Resize", "x _ _ sizes", "y", { mode: "nearest" })],
    initializers: [intTensor("sizes", [4], [1, 2, 9, 8])],
    outputs: "y",
  });
  await assertLikeOnnxRuntime({
    opset: 18,
    inputs: { x: [1, 2, 6] },
    nodes: [node("Resize", "x _ scales", "y", { mode: "nearest", axes: [2] })],
    initializers: [floatTensor("scales", [1], [4])],
    outputs: "y",
  });
});

Deno.test("Resize to linear equals ONNX Runtime in every coordinate mode, up and down", async () => {
  const modes = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"];
  for (const coordinate_transformation_mode of modes) {
    const graph = await assertLikeOnnxRuntime({
      opset: 13,
      inputs: { x: [2, 2, 4, 5] },
      nodes: [
        node("Resize", "x _ scales", "a", { mode: "linear", coordinate_transformation_mode }),
        node("Resize", "a _ _ sizes", "y", { mode: "linear", coordinate_transformation_mode }),
      ],
      initializers: [floatTensor("scales", [4], [1, 1, 2, 2.6]), intTensor("sizes", [4], [2, 2, 3, 9])],
      outputs: "y",
    });
    assertEquals(kinds(graph), ["interpolate", "interpolate"]);
  }
  await assertLikeOnnxRuntime({
    opset: 9,
    inputs: { x: [1, 2, 3, 4] },
    nodes: [node("Upsample", "x scales", "y", { mode: "linear" })],
    initializers: [floatTensor("scales", [4], [1, 1, 3, 2])],
    outputs: "y",
  });
});

Deno.test("Upsample equals ONNX Runtime", async () => {
  await assertLikeOnnxRuntime({
    opset: 9,
    inputs: { x: [1, 2, 3, 4] },
    nodes: [node("Upsample", "x scales", "y", { mode: "nearest" })],
    initializers: [floatTensor("scales", [4], [1, 1, 3, 2])],
    outputs: "y",
  });
});

Deno.test("Resize that changes samples or channels, or that is no copy, is refused by name", () => {
  const resize = (scales: readonly number[], options: Readonly<Record<string, string | number>> = {}) =>
    refusal(onnxModel({
      opset: 13,
      inputs: { x: [1, 2, 3, 4] },
      nodes: [node("Resize", "x _ scales", "y", { mode: "nearest", ...options })],
      initializers: [floatTensor("scales", [4], scales)],
      outputs: "y",
    }));
  assertStringIncludes(resize([2, 1, 1, 1]), "it scales the sample axis by 2");
  assertStringIncludes(resize([1, 2, 2, 2]), "it resizes the channels");
  assertStringIncludes(resize([1, 1, 1.5, 1]), "it resizes 3 to 4 with half_pixel and round_prefer_floor");
  assertStringIncludes(resize([1, 1, 2, 2], { mode: "cubic" }), 'mode "cubic" is not supported');
  assertStringIncludes(
    resize([1, 1, 2, 2], { coordinate_transformation_mode: "tf_crop_and_resize" }),
    'coordinate_transformation_mode "tf_crop_and_resize" is not supported',
  );
});
