import { assert, assertEquals } from "@std/assert";
import { compileDesigns } from "../../src/backends/hls/csim/mod.ts";
import { createDesign, type Design, type IoType } from "../../src/design/mod.ts";
import { encodeInputs, simulateScalar, simulateTensors } from "../../src/simulate/mod.ts";
import type { FixedTensor } from "../../src/tensor/mod.ts";
import { wantsAll } from "../conformance/cases.ts";
import { noNative, OPTIMIZE } from "../support/csim.ts";
import { hasOnnxCases } from "../support/onnx_cases.ts";
import { errorOf, suiteCases } from "../support/onnx_suite.ts";

/** Designs that are compiled into one program. */
const BATCH = 50;
/** Programs that are compiled at a time. */
const COMPILERS = 2;

const IO_TYPES: readonly IoType[] = ["io_stream", "io_parallel"];

/**
 * 1000×1000 pixels under a window of 591×791: more registers than any device has in io_parallel, and ten minutes of
 * shifting the window in C++ in io_stream.
 */
const HUGE = "pytorch-converted/test_MaxPool2d_stride_padding_dilation";

/** A case of the suite on one kind of hardware. */
interface Run {
  readonly name: string;
  readonly design: Design;
  readonly inputs: readonly FixedTensor[];
}

const imported = (await suiteCases()).flatMap(({ name, outcome }) =>
  outcome.kind === "imported" ? [{ name, ...outcome.imported }] : []
);

/** The io types of a case: both if all is asked for or it is a transposed convolution, else one of them in turn. */
function ioTypesOf(name: string, index: number): readonly IoType[] {
  if (name === HUGE) return wantsAll() ? ["io_stream"] : [];
  return wantsAll() || /convtranspose/i.test(name) ? IO_TYPES : [IO_TYPES[index % 2]];
}

function runsOfCases(): readonly Run[] {
  return imported.flatMap(({ name, model, feeds }, index) => {
    const data = new Map(model.inputs.map((port, i) => [port.name, feeds[i]]));
    return ioTypesOf(name, index).map((io): Run => {
      const design = createDesign(model, { io, precision: "ap_fixed<18,10>", projectName: `${io}_${index}` });
      return { name: `${name} ${io}`, design, inputs: encodeInputs(design, data) };
    });
  });
}

Deno.test({
  name: "evaluateFloat() gives the expected output of every imported case of the ONNX backend suite",
  ignore: !hasOnnxCases,
}, () => {
  assert(imported.length >= 190, `${imported.length} cases`);
  assertEquals(imported.filter(({ name }) => /convtranspose/i.test(name)).length, 13);
  for (const each of imported) {
    const error = errorOf(each);
    assert(error <= 1e-4, `${each.name} differs by ${error} of the range`);
  }
});

Deno.test({
  name: "every imported case of the ONNX backend suite is the same in C++, simulator and reference",
  ignore: !hasOnnxCases || noNative,
}, async () => {
  const runs = runsOfCases();
  const waiting = Array.from({ length: Math.ceil(runs.length / BATCH) }, (_, i) => i).values();
  const problems: string[] = [];
  const work = async () => {
    for (const index of waiting) {
      const batch = runs.slice(index * BATCH, (index + 1) * BATCH);
      const program = await compileDesigns(batch, { compiler: "native", optimize: OPTIMIZE });
      for (const [i, { name, design, inputs }] of batch.entries()) {
        const expected = simulateScalar(design, inputs);
        const simulated = await simulateTensors(design, inputs);
        const { tensors } = await program.run(i, inputs);
        assertEquals([...tensors.keys()], [...design.tensors.keys()]);
        for (const [tensor, { data }] of expected) {
          if (!sameLanes(tensors.get(tensor)!.data, data)) problems.push(`${name}: "${tensor}" in C++`);
          if (!sameLanes(simulated.get(tensor)!.data, data)) problems.push(`${name}: "${tensor}" simulated`);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: COMPILERS }, work));
  assertEquals(problems, []);
});

function sameLanes(a: BigInt64Array, b: BigInt64Array): boolean {
  return a.length === b.length && a.every((lane, i) => lane === b[i]);
}
