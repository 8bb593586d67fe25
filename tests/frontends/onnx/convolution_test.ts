import { assertEquals } from "@std/assert";
import { floatTensor, node, onnxModel, testNumbers } from "../../support/onnx.ts";
import { assertLikeOnnxRuntime, importProto, kinds } from "./support.ts";

function weights(dims: readonly number[], name = "w") {
  return floatTensor(name, dims, testNumbers(dims.reduce((product, size) => product * size, 1), 5));
}

/** Runs one operator over 1-D samples [2 channels, length 5], with attributes, in ONNX Runtime and here. */
async function check1d(
  opType: string,
  kernel: number,
  attributes: Parameters<typeof node>[3],
): Promise<void> {
  await assertLikeOnnxRuntime({
    inputs: { x: ["N", 2, 5] },
    nodes: [node(opType, "x w b", "y", attributes)],
    outputs: "y",
    initializers: [weights([2, 2, kernel]), weights([2], "b")],
  });
}

for (const autoPad of ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"]) {
  Deno.test(`ConvTranspose with auto_pad ${autoPad} is imported as ONNX Runtime computes it`, async () => {
    for (const kernel of [1, 2, 3, 4]) {
      for (const stride of [1, 2, 3]) {
        for (const dilation of [1, 2]) {
          await check1d("ConvTranspose", kernel, {
            auto_pad: autoPad,
            strides: [stride],
            dilations: [dilation],
          });
        }
        if (stride === 1) continue;
        await check1d("ConvTranspose", kernel, {
          auto_pad: autoPad,
          strides: [stride],
          output_padding: [stride - 1],
        });
      }
    }
  });

  Deno.test(`Conv with auto_pad ${autoPad} is imported as ONNX Runtime computes it`, async () => {
    for (const kernel of [1, 2, 3, 4]) {
      for (const stride of [1, 2, 3]) await check1d("Conv", kernel, { auto_pad: autoPad, strides: [stride] });
    }
  });
}

Deno.test("ConvTranspose with output_shape crops as ONNX Runtime does, the odd one by auto_pad", async () => {
  for (const autoPad of ["NOTSET", "SAME_UPPER", "SAME_LOWER"]) {
    for (const size of [9, 10]) {
      await check1d("ConvTranspose", 4, { auto_pad: autoPad, strides: [2], output_shape: [size] });
    }
  }
});

Deno.test("ConvTranspose in 2-D keeps rows and columns apart", async () => {
  for (const group of [1, 2]) {
    const graph = await assertLikeOnnxRuntime({
      inputs: { x: ["N", 4, 3, 5] },
      nodes: [
        node("ConvTranspose", "x w b", "y", {
          group,
          strides: [2, 3],
          dilations: [2, 1],
          pads: [0, 1, 2, 0],
          output_padding: [1, 2],
        }),
      ],
      outputs: "y",
      initializers: [weights([4, 3, 3, 2]), weights([3 * group], "b")],
    });
    assertEquals(kinds(graph), ["conv_transpose"]);
  }
});

Deno.test("Conv in 2-D keeps rows and columns apart", async () => {
  for (const group of [1, 2, 4]) {
    const graph = await assertLikeOnnxRuntime({
      inputs: { x: ["N", 4, 7, 6] },
      nodes: [
        node("Conv", "x w", "y", {
          group,
          strides: [2, 1],
          dilations: [1, 2],
          pads: [0, 1, 2, 3],
          kernel_shape: [3, 2],
        }),
      ],
      outputs: "y",
      initializers: [weights([8, 4 / group, 3, 2])],
    });
    assertEquals(kinds(graph), ["conv"]);
  }
});

Deno.test("Conv and ConvTranspose are read in version 1 of the operator set", () => {
  for (const opType of ["Conv", "ConvTranspose"]) {
    const proto = onnxModel({
      opset: 1,
      inputs: { x: [1, 1, 4] },
      nodes: [node(opType, "x w", "y")],
      outputs: "y",
      initializers: [weights([1, 1, 2])],
    });
    assertEquals(kinds(importProto(proto)).length, 1);
  }
});

Deno.test("Unsqueeze, 2-D convolution and Squeeze of a 1-D net need no transpose", async () => {
  for (const axis of [2, 3]) {
    const kernel = axis === 2 ? [1, 3] : [3, 1];
    const graph = await assertLikeOnnxRuntime({
      opset: 11,
      inputs: { x: ["N", 2, 5] },
      nodes: [
        node("Unsqueeze", "x", "a", { axes: [axis] }),
        node("ConvTranspose", "a w", "b", { strides: axis === 2 ? [1, 2] : [2, 1] }),
        node("Squeeze", "b", "y", { axes: [axis] }),
      ],
      outputs: "y",
      initializers: [weights([2, 3, ...kernel])],
    });
    assertEquals(kinds(graph), ["reshape", "conv_transpose", "reshape"]);
  }
});
