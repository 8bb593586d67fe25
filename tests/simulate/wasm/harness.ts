import { assertEquals } from "@std/assert";
import type { Design } from "../../../src/design/mod.ts";
import { printFixedType } from "../../../src/fixed/mod.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import { compiledDesign, emptyTensors, runSamples } from "../../../src/simulate/wasm/simulator.ts";
import type { FixedTensor } from "../../../src/tensor/mod.ts";
import { randomTensor } from "../support.ts";

/** Random inputs of a design, every fourth number at an end of its type. */
export function inputsOf(
  design: Design,
  options: { readonly samples: number; readonly seed: bigint },
): readonly FixedTensor[] {
  return design.inputs.map(({ tensor }, i) => {
    const { shape, type } = design.tensors.get(tensor)!;
    return randomTensor([options.samples, ...shape], type, options.seed + BigInt(i));
  });
}

/** Computes every tensor of a design in WebAssembly and by the scalar reference, and compares all mantissas. */
export function assertEqualsScalar(design: Design, inputs: readonly FixedTensor[], name = ""): void {
  const { program, machine } = compiledDesign(design);
  const samples = inputs[0].shape[0];
  const outputs = emptyTensors(design, { names: design.tensors.keys(), samples });
  runSamples(design, machine, { inputs, outputs, from: 0, to: samples });
  for (const [tensor, { data, type }] of simulateScalar(design, inputs)) {
    const actual = outputs.get(tensor)!.data;
    const path = program.stages.find(({ stage }) => stage.name === tensor)?.path;
    const at = data.findIndex((value, i) => value !== actual[i]);
    if (at < 0) continue;
    assertEquals(
      actual[at],
      data[at],
      `${name} ${tensor} (${path}, ${printFixedType(type)}) element ${at} of ${data.length}`,
    );
  }
}

/** Ways in which the stages of a design are computed, by stage name. */
export function pathsOf(design: Design): Readonly<Record<string, string>> {
  return Object.fromEntries(
    compiledDesign(design).program.stages.map(({ stage, path }) => [stage.name, path]),
  );
}
