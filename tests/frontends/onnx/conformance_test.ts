import { assert, assertEquals } from "@std/assert";
import { formatError, InterlaceError } from "../../../src/base/errors.ts";
import { hasOnnxCases, importCase, onnxCases } from "../../support/onnx_cases.ts";
import { evaluate } from "./evaluate.ts";
import { assertClose } from "./support.ts";

/** Cases of operators in scope whose own features are not, with a part of the reason that must be given. */
const OUT_OF_SCOPE: readonly [RegExp, string][] = [
  [/conv(transpose)?_?3d/i, "3-D convolution is not supported"],
  [/(BatchNorm|PReLU_)3d|permute2/, "supported are one to three axes"],
  [/training_mode/, "it is in training mode"],
  [/expanded/, "not supported"],
  [/_u?int\d+/, "supported is floating point"],
  [
    /clip_(example|inbounds|outbounds|splitbounds|min_greater|default_inbounds)/,
    "supported are one to three axes",
  ],
  [/(leakyrelu|sigmoid|tanh|sub|mul)_example|operator_view/, "supported are one to three axes"],
  [/gemm_(all_attributes|transposeA)/, "transA moves the sample axis"],
  [
    /gemm_default_matrix_bias|test_(add|sub|mul)$|size1_broadcast$|prelu_example/,
    "differs from sample to sample",
  ],
  [/flatten_(axis[023]|negative_axis[124])/, "does not keep the sample axis"],
  [/matmul_1d/, "supported are one to three axes"],
  [/matmul_(3d|4d|bcast)/, "supported is one matrix for all samples"],
  [/reshape_(allowzero|negative_extended|one_dim|reordered_all)/, "does not keep the sample axis"],
  [/_squeeze$|unsqueeze_axis_0/, "does not keep the sample axis"],
  [/transpose_(all_permutations_[2-5]|default)/, "moves the sample axis"],
  [/PixelShuffle/, "it permutes 5 axes, supported are 3"],
  [/operator_addmm/, "input 2 is a computed tensor"],
];

const IN_SCOPE =
  /^test_(add|basic_conv|batchnorm|clip|conv_|convtranspose|flatten|gemm|identity$|leakyrelu|matmul_[1-4]d|matmul_bcast|mul|prelu|relu|reshape|sigmoid|squeeze|sub|tanh|transpose|unsqueeze|BatchNorm|Conv[123T]|LeakyReLU|Linear|PReLU|PixelShuffle|ReLU|Sigmoid|Tanh|operator_(add|clip|conv|flatten|mm|permute2|view))/;

async function assertEqualsExpectedOutput(name: string): Promise<void> {
  const { model, data, expected } = await importCase(name);
  const [actual] = evaluate(model, [data]);
  assertClose(actual, expected);
}

async function assertRefused(name: string, reason: string): Promise<void> {
  try {
    await importCase(name);
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    assert(formatError(error).includes(reason), formatError(error));
    return;
  }
  throw new Error(`${name} was imported`);
}

for (const name of onnxCases(IN_SCOPE)) {
  const excluded = OUT_OF_SCOPE.find(([pattern]) => pattern.test(name));
  if (excluded === undefined) {
    Deno.test(`ONNX backend case ${name} equals its expected output`, () => assertEqualsExpectedOutput(name));
  } else {
    Deno.test(`ONNX backend case ${name} is refused with a reason`, () => assertRefused(name, excluded[1]));
  }
}

Deno.test({
  name: "every 1-D and 2-D ConvTranspose case of the ONNX backend suite is in scope",
  ignore: !hasOnnxCases,
  fn() {
    const imported = onnxCases(/convtranspose/i).filter((name) => !/3d/i.test(name));
    assertEquals(imported.length, 13);
  },
});
