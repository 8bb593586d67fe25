import { assertEquals } from "@std/assert";
import { explainSimulation } from "../../src/simulate/mod.ts";
import { casesOf, type ConformanceCase } from "./cases.ts";
import { MATRIX_LAYERS, pairwiseCases } from "./matrix.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

/** Widest types for which every stage is computed in WebAssembly. */
const BITS = 32;

/** Stages of a case that the scalar reference computes although no type around them is wide. */
function narrowReferences({ name, design }: ConformanceCase): string[] {
  const paths = new Map(explainSimulation(design).map(({ stage, path }) => [stage, path]));
  return design.stages.flatMap((stage) => {
    const types = [...stage.inputs, stage.name].map((tensor) => design.tensors.get(tensor)!.type);
    const isNarrow = types.every(({ width }) => width <= BITS);
    return isNarrow && paths.get(stage.name) === "reference" ? [`${name}: ${stage.name}`] : [];
  });
}

Deno.test(`conformance: no stage of types of up to ${BITS} bits is simulated outside of WebAssembly`, () => {
  const cases = [
    ...casesOf(Object.values(SCENARIOS).flat(), false),
    ...MATRIX_LAYERS.flatMap((layer) => pairwiseCases(layer)),
  ];
  assertEquals(cases.flatMap(narrowReferences), []);
});
