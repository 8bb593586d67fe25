import { assert, assertEquals } from "@std/assert";
import { formatError, InterlaceError } from "../../../src/base/errors.ts";
import { hasOnnxCases, importCase, onnxCases } from "../../support/onnx_cases.ts";
import { evaluate } from "./evaluate.ts";
import { assertClose } from "./support.ts";

/** Cases of operators in scope whose own features are not, with a part of the reason that must be given. */
const OUT_OF_SCOPE: readonly [RegExp, string][] = [
  [/conv(transpose)?_?3d/i, "3-D convolution is not supported"],
  [/(BatchNorm|PReLU_)3d|permute2/, "supported are one to three axes"],
  [/(averagepool|maxpool)_3d|(Avg|Max)Pool3d/, "3-D pooling is not supported"],
  [/maxpool_with_argmax/, 'its output "z" is read, supported is the first'],
  [/resize_.*not_(larger|smaller)/, "keep_aspect_ratio_policy"],
  [
    /resize_(downsample|upsample_sizes_nearest($|_axes|_ceil|_floor|_round))/,
    "supported is what copies every element a whole number of times",
  ],
  // Written with Abs.
  [/converted\/test_Softsign/, "both inputs are computed tensors"],
  [/softmax_axis_0$/, "it mixes the samples"],
  [/training_mode/, "it is in training mode"],
  [/expanded/, "not supported"],
  [/_u?int\d+/, "supported is floating point"],
  [
    /clip_(example|inbounds|outbounds|splitbounds|min_greater|default_inbounds)/,
    "supported are one to three axes",
  ],
  [/concat_(1d|2d_axis_0|2d_axis_negative_2|3d_axis_0|3d_axis_negative_3)/, "axis 0 is the sample axis"],
  [/edge_pad|reflect_pad|ReflectionPad|ReplicationPad|operator_pad/, 'is not supported, only "constant"'],
  [
    /_(elu|selu|leakyrelu|softplus|softsign|hardsigmoid|thresholdedrelu|sigmoid|tanh|sub|mul)_example$|operator_view/,
    "supported are one to three axes",
  ],
  [/gemm_(all_attributes|transposeA)/, "transA moves the sample axis"],
  [
    /gemm_default_matrix_bias|size1_broadcast$|prelu_example/,
    "differs from sample to sample",
  ],
  [/flatten_(axis[023]|negative_axis[124])/, "does not keep the sample axis"],
  [/matmul_1d/, "supported are one to three axes"],
  [/matmul_(3d|4d|bcast)/, "supported is one matrix for all samples"],
  [/reshape_(allowzero|negative_extended|one_dim|reordered_all)/, "does not keep the sample axis"],
  [/_squeeze$|unsqueeze_axis_0/, "does not keep the sample axis"],
  [/transpose_(all_permutations_[2-5]|default)/, "moves the sample axis"],
  [/operator_addmm/, "input 2 is a computed tensor"],
];

/** Cases that join computed tensors: none of their inputs is a parameter. */
const JOINS = /test_(add|sub|mul)$|test_concat_|operator_concat/;

const IN_SCOPE =
  /^test_(concat_|constant_pad|edge_pad|reflect_pad|depthtospace|ConstantPad2d|ZeroPad2d|ReflectionPad2d|ReplicationPad2d|operator_concat2|operator_pad|elu|selu|softmax|softplus|softsign|hardsigmoid|hardswish|thresholdedrelu|gelu|exp_|exp$|sqrt|reciprocal|averagepool|maxpool|globalaveragepool|globalmaxpool|reduce_mean|reduce_max|resize|upsample|add|basic_conv|batchnorm|clip|conv_|convtranspose|flatten|gemm|identity$|leakyrelu|matmul_[1-4]d|matmul_bcast|mul|prelu|relu|reshape|sigmoid|squeeze|sub|tanh|transpose|unsqueeze|BatchNorm|AvgPool|MaxPool|ELU|SELU|Softmax|Softplus|Softsign|Conv[123T]|LeakyReLU|Linear|PReLU|PixelShuffle|ReLU|Sigmoid|Tanh|operator_(exp|sqrt|selu|maxpool|add|clip|conv|flatten|mm|permute2|view))/;

async function assertEqualsExpectedOutput(name: string): Promise<void> {
  const { model, feeds, expected } = await importCase(name, JOINS.test(name));
  const [actual] = evaluate(model, feeds);
  // The expected numbers of this case are written with four digits.
  assertClose(actual, expected, /ceil_last_window_starts_on_pad/.test(name) ? 1e-4 : undefined);
}

async function assertRefused(name: string, reason: string): Promise<void> {
  try {
    await importCase(name, JOINS.test(name));
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
