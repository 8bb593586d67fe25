import { assert, assertEquals } from "@std/assert";
import { renderFirmware, renderTestbench } from "../../../src/backends/hls/mod.ts";
import { compileDesigns } from "../../../src/backends/hls/csim/mod.ts";
import { createDesign, type Design } from "../../../src/design/mod.ts";
import { buildModel, type Model } from "../../../src/model/mod.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import { randomImages } from "../../conformance/data.ts";
import { OPTIMIZE } from "../../support/csim.ts";
import { NATIVE_COMPILER, withTestbench } from "./testbench.ts";

/** Names that a file may bring along, and what of each must not be found anywhere. */
const HOSTILE: readonly (readonly [name: string, forbidden: string])[] = [
  ['a"; system("x")//', "system("],
  ["b*/ $(touch x)", "$(touch"],
  ["c`id`", "`id"],
  ["d\n#include </etc/passwd>", "/passwd"],
  ["[exec rm e]", "[exec rm"],
  ["f\\\n}; exit", "}; exit"],
  ["<%= it.g %>", "it.g"],
  ["../../h", "../h"],
  ["\u202ei\u0000\u0007", "\u202e"],
  ["größe 寸法 🚀", "ö"],
  ["j".repeat(1000), "j".repeat(64)],
  ["", "\u0000"],
  ["%s%n", "%n"],
];

/** Names that mean something in C++, Tcl, the vendor's headers or ours. */
const TAKEN = words(`
  class Class int and main std nnet hls ap_int ap_fixed interlace AP_RND AP_SAT NULL EOF stdin printf exit
  beat latency resource data weights config_x type_x port_x x X __x _X 1x x__x CONFIG PHASE res_T
  defines parameters project part steps argv env unix
  sample in at u64 counter counts bits trace beat_x inputs expected compare compared different mantissa e i b
`);

/** The same for the name of a top function. */
const PROJECTS = words(
  "printf half beat nnet counter u64 compare different run testbench Parameters port_x 1",
);

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** A chain of layers with these names; the first names the input. */
function chain(project: string, names: readonly string[]): Model {
  return buildModel(project, (b) => {
    const [first, ...others] = names;
    let x = b.input({ name: first, length: 3, channels: 2 });
    const weights = { shape: [2, 2, 2], data: Float64Array.of(1, -0.5, 0.25, 2, 1, 1.5, -1, 0.5) };
    others.forEach((name, i) => {
      x = i === 0 ? b.convTranspose1d(x, { name, weights, strides: 2 }) : b.relu(x, { name });
    });
    return x;
  });
}

/** Names of {@linkcode TAKEN} for all inputs or all outputs. */
function ports(role: "inputs" | "outputs"): Model {
  const named = (wanted: string, name: string) => role === wanted ? { name } : {};
  return buildModel(
    "ports",
    (b) =>
      TAKEN.map((name) => b.relu(b.input({ ...named("inputs", name), features: 2 }), named("outputs", name))),
  );
}

/** Runs designs as one program, compares with the reference, and renders all files but the model's. */
async function renderAndRun(designs: readonly Design[]): Promise<Map<string, string>[]> {
  const program = await compileDesigns(designs.map((design) => ({ design })), {
    notify: () => {},
    optimize: OPTIMIZE,
  });
  const rendered: Map<string, string>[] = [];
  for (const [i, design] of designs.entries()) {
    const inputs = randomImages(design, { images: 1, seed: 3n });
    const tensors = simulateScalar(design, inputs);
    const { tensors: got } = await program.run(i, inputs);
    for (const [name, { data }] of tensors) assertEquals(got.get(name)!.data, data, name);
    const expected = design.outputs.map(({ tensor }) => tensors.get(tensor)!);
    rendered.push(new Map([...renderFirmware(design), ...renderTestbench(design, { inputs, expected })]));
  }
  return rendered;
}

for (const io of ["io_stream", "io_parallel"] as const) {
  Deno.test(`generated files (${io}) hold nothing of hostile names, and run`, async () => {
    const names = HOSTILE.map(([name]) => name);
    const projects = ['p"; exec("y")//', "q\n}", ""];
    const designs = projects.map((project) => createDesign(chain(project, names), { io }));
    for (const files of await renderAndRun(designs)) {
      for (const [path, text] of files) {
        assert(/^[\w/]+\.(?:h|cpp|tcl|cfg|dat)$/.test(path), path);
        assert(/^[\x20-\x7e\n]*$/.test(text), `${path} has bytes beyond printable ASCII`);
        for (const [name, forbidden] of HOSTILE) {
          assert(!text.includes(forbidden), `${path} holds ${forbidden}`);
          if (/[^\w]/.test(name)) assert(!text.includes(name), `${path} holds ${name}`);
        }
        assert(!text.includes("exec("), path);
      }
    }
  });

  Deno.test(`generated files (${io}) with names that mean something else compile and run`, async () => {
    await renderAndRun([createDesign(chain("taken", TAKEN), { io })]);
  });

  for (const role of ["inputs", "outputs"] as const) {
    Deno.test(`${role} (${io}) with names that mean something else compile and run`, async () => {
      const design = createDesign(ports(role), { io });
      const [files] = await renderAndRun([design]);
      if (NATIVE_COMPILER === undefined) return;
      await withTestbench(files, design.name, async (bench) => assertEquals(await bench.run(), 0));
    });
  }
}

Deno.test("names that collide without regard to case stay apart", async () => {
  const names = [
    "Layer",
    "LAYER",
    "layer",
    "layer_2",
    "la yer",
    "la/yer",
    "la-yer",
    "x".repeat(99),
    "x".repeat(100),
  ];
  const design = createDesign(chain("Case", names), { io: "io_stream" });
  const ids = [...design.tensors.values()].map(({ id }) => id.toLowerCase());
  assertEquals(new Set(ids).size, names.length);
  const [files] = await renderAndRun([design]);
  assertEquals(new Set([...files.keys()].map((path) => path.toLowerCase())).size, files.size);
});

Deno.test("projects with names that mean something else compile and run", async () => {
  await renderAndRun(
    PROJECTS.map((project) => createDesign(chain(project, ["x", "y"]), { io: "io_parallel" })),
  );
  await renderAndRun(
    PROJECTS.map((project) => createDesign(chain(project, ["x", "y"]), { io: "io_stream" })),
  );
});
