import { assertEquals } from "@std/assert";
import type { StagePlan } from "../../src/design/mod.ts";
import { LAYERS } from "../../src/layers/mod.ts";
import { casesOf } from "./cases.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

/** Every plan, in each of the io types where it occurs: a plan that is not listed here does not compile. */
const PLANS: { readonly [Kind in StagePlan["kind"]]: readonly string[] } = {
  input: ["io_parallel", "io_stream"],
  convolution: ["io_parallel", "io_stream"],
  dense: ["io_parallel", "io_stream"],
  map: ["io_parallel", "io_stream"],
  concatenate: ["io_parallel", "io_stream"],
  select: ["io_parallel", "io_stream"],
  shuffle: ["io_parallel", "io_stream"],
  pool: ["io_parallel", "io_stream"],
  global_pool: ["io_parallel", "io_stream"],
  upsample: ["io_parallel", "io_stream"],
  interpolate: ["io_parallel", "io_stream"],
  softmax: ["io_parallel", "io_stream"],
  permute: ["io_parallel", "io_stream"],
  repack: ["io_stream"],
  clone: ["io_parallel", "io_stream"],
};

/** Functions of maps. */
const MAPS = [
  "add",
  "affine",
  "average",
  "cast",
  "clip",
  "elu",
  "exp",
  "gelu",
  "gelu_tanh",
  "hard_shrink",
  "hard_sigmoid",
  "hard_swish",
  "maximum",
  "minimum",
  "multiply",
  "reciprocal",
  "rectifier",
  "relu",
  "selu",
  "shrink",
  "sigmoid",
  "silu",
  "softplus",
  "softsign",
  "sqrt",
  "subtract",
  "tanh",
  "threshold",
];

const cases = casesOf(Object.values(SCENARIOS).flat(), false);

Deno.test("conformance: every layer kind has cases", () => {
  const covered = new Set(cases.flatMap(({ design }) => design.model.layers.map((layer) => layer.kind)));
  assertEquals(Object.keys(LAYERS).filter((kind) => !Array.from<string>(covered).includes(kind)), []);
});

Deno.test("conformance: every plan of a stage has cases in each io type", () => {
  for (const [kind, expected] of Object.entries(PLANS)) {
    const found = cases.filter(({ design }) => design.stages.some(({ plan }) => plan.kind === kind));
    assertEquals([...new Set(found.map(({ design }) => design.io))].sort(), expected, kind);
  }
});

Deno.test("conformance: every function of a map has cases in each io type", () => {
  for (const io of ["io_parallel", "io_stream"]) {
    const stages = cases.flatMap(({ design }) => design.io === io ? design.stages : []);
    const found = stages.flatMap(({ plan }) => plan.kind === "map" ? [plan.function] : []);
    assertEquals([...new Set(found)].toSorted(), MAPS, io);
  }
});

Deno.test("conformance: names of cases are unique", () => {
  // A case is called like its scenario, with its hardware behind that.
  const names = Object.values(SCENARIOS).flat().map(({ name }) => name);
  assertEquals(names.filter((name) => /io_|rf\d/.test(name)), []);
  assertEquals(names.filter((name, i) => names.indexOf(name) !== i), []);
});

Deno.test("conformance: every group of scenarios has one file that runs it", async () => {
  const folder = new URL("scenarios/", import.meta.url);
  const texts: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith("_test.ts")) texts.push(await Deno.readTextFile(new URL(name, folder)));
  }
  const groups = texts.map((text) => /^testScenarios\("(.*)"\);$/m.exec(text)?.[1]);
  assertEquals(groups.toSorted(), Object.keys(SCENARIOS).toSorted());
});
