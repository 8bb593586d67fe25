/** `predict.py` of written projects under Python with NumPy; ignored where either, or a C++ compiler, is missing. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createDesign, type Design, type DesignOptions } from "../../src/design/mod.ts";
import { importModel } from "../../src/frontends/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { renderProject, writeProject } from "../../src/project/mod.ts";
import { encodeInputs, randomInputs, simulateTensors, toSourceLayout } from "../../src/simulate/mod.ts";
import { type FixedTensor, formatNpz, type NdArray, sizeOf } from "../../src/tensor/mod.ts";
import { inFolder } from "../cli/harness.ts";
import { runs } from "../support/programs.ts";

const EXAMPLE = new URL("../../examples/autoencoder/autoencoder.onnx", import.meta.url);

const ignore = !(await runs("python3", "-c", "import numpy") && await runs("g++", "--version"));

/**
 * The environment in which `CXX` names a compiler that does not optimise, whatever it is told: it takes half as long, and
 * the example is compiled as it is told.
 */
async function quickly(folder: string): Promise<Record<string, string>> {
  if (Deno.build.os === "windows") return {};
  const path = `${folder}/cxx`;
  await Deno.writeTextFile(path, '#!/bin/sh\nexec g++ "$@" -O0\n', { mode: 0o755 });
  return { CXX: path };
}

/** Runs Python in a project's folder. */
async function python(
  { folder, env }: { readonly folder: string; readonly env: Record<string, string> },
  ...args: string[]
) {
  const { code, stdout, stderr } = await new Deno.Command("python3", { args, cwd: folder, env }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Writes the bytes of the network's mantissas, or of its quantised inputs, port by port in their order. */
const DUMP = `
import sys, numpy as np
from predict import Network
network = Network()
data = np.load("x.npz")
arrays = {port.name: data[f"in{i}"] for i, port in enumerate(network.inputs)}
for ports, raw in ((network.inputs, network.quantised(**arrays)), (network.outputs, network.mantissas(**arrays))):
    for port in ports:
        sys.stdout.buffer.write(np.ascontiguousarray(raw[port.name]).tobytes())
`;

/** Calls predict.py as a shell does, once for each list of arguments, and writes code, output and errors of each as JSON. */
const CALLS = `
import contextlib, io, json, runpy, sys
results = []
for args in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["predict.py", *args]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            runpy.run_path("predict.py", run_name="__main__")
            code = None
        except SystemExit as end:
            code = end.code
    results.append([code, out.getvalue(), err.getvalue()])
print(json.dumps(results))
`;

/** The mantissas as predict.py hands them out: the model's own layout, 64 bits each. */
function inSourceLayout(
  design: Design,
  port: { index: number },
  side: "inputs" | "outputs",
  tensor: FixedTensor,
) {
  const { axes, sourceShape } = design.simplified[side][port.index];
  const indices = toSourceLayout(design.simplified[side][port.index], {
    shape: [1, ...axes.map((axis) => sourceShape[axis])],
    data: Float64Array.from({ length: sizeOf(sourceShape) }, (_, i) => i),
  }).data;
  const size = indices.length;
  return Array.from(
    { length: tensor.data.length },
    (_, i) => BigInt.asUintN(64, BigInt(tensor.data[i - i % size + indices[i % size]])),
  );
}

async function assertPredicts(
  model: Model,
  options: DesignOptions,
  { data, optimized }: { readonly data?: ReadonlyMap<string, NdArray>; readonly optimized: boolean },
) {
  const design = createDesign(model, options);
  const arrays = data ?? randomInputs(design, { samples: 3, seed: 5 });
  const inputs = encodeInputs(design, arrays);
  const tensors = await simulateTensors(design, inputs, { tensors: "outputs" });
  await inFolder(async (folder) => {
    const place = `${folder}/project`;
    await writeProject(renderProject(design), place);
    const named = design.inputs.map(({ index }, i) =>
      [`in${i}`, arrays.get(design.simplified.inputs[index].name)!] as const
    );
    await Deno.writeFile(`${place}/x.npz`, await formatNpz(new Map(named)));
    const { success, stdout, stderr } = await new Deno.Command("python3", {
      args: ["-c", DUMP],
      cwd: place,
      env: optimized ? {} : await quickly(folder),
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    assertEquals([...new BigUint64Array(stdout.slice().buffer)], [
      ...design.inputs.flatMap((port, i) => inSourceLayout(design, port, "inputs", inputs[i])),
      ...design.outputs.flatMap((port) => inSourceLayout(design, port, "outputs", tensors.get(port.tensor)!)),
    ]);
  });
}

for (const io of ["io_stream", "io_parallel"] as const) {
  Deno.test({
    name: `predict.py gives the simulator's mantissas for the example, channels first, in ${io}`,
    ignore,
    fn: async () =>
      await assertPredicts(await importModel(EXAMPLE.pathname), {
        io,
        precision: "ap_fixed<14,5,AP_RND,AP_SAT>",
      }, { optimized: io === "io_stream" }),
  });
}

/** Widths at the limits, points on either side of the digits, every way to round and to overflow. */
const TYPES = [
  "ap_fixed<16,6>",
  "ap_fixed<64,32,AP_RND_CONV,AP_SAT>",
  "ap_ufixed<64,20,AP_RND_ZERO,AP_WRAP>",
  "ap_fixed<1,1>",
  "ap_ufixed<1,4,AP_RND,AP_SAT>",
  "ap_fixed<8,-3,AP_RND_INF,AP_SAT_SYM>",
  "ap_fixed<9,14,AP_RND_MIN_INF,AP_SAT_ZERO>",
  "ap_ufixed<53,1,AP_TRN_ZERO,AP_WRAP>",
  "ap_int<33>",
  "ap_uint<7>",
  "ap_fixed<24,4,AP_TRN_ZERO,AP_SAT>",
  "ap_ufixed<12,-2,AP_RND_CONV,AP_SAT>",
];

Deno.test({
  name:
    "predict.py casts 840 numbers to each of 12 types as ap_fixed(double) does, under names that break code",
  ignore,
  fn: async () => {
    const names = TYPES.map((_, i) => `in put ${i} "'\\ </script> $(touch x) \u00e9\n`);
    const model = buildModel(
      "network",
      (b) =>
        names.map((name, i) => b.relu(b.input({ name, length: 7, channels: 3 }), { name: `out;${i}'"` })),
    );
    const layers = Object.fromEntries(
      names.flatMap((name, i) => [[name, { precision: { result: TYPES[i] } }]]),
    );
    const scales = [2 ** -70, 0.03, 1, 300, 2 ** 40, 2 ** 90];
    const data = new Map(names.map((name, i) => [name, {
      shape: [40, 7, 3],
      data: Float64Array.from({ length: 40 * 21 }, (_, k) => {
        const x = Math.sin(k * 12.9898 + i) * 43758.5453;
        const unit = (x - Math.floor(x)) * 2 - 1;
        // Some lie on ties, whatever the type.
        return k % 5 === 0 ? Math.round(unit * 64) / 2 : unit * scales[k % scales.length];
      }),
    }]));
    await assertPredicts(model, { io: "io_stream", layers }, { data, optimized: false });
  },
});

Deno.test({
  name: "predict.py from a shell writes what it computed, keeps its library, and refuses what it cannot use",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const model = buildModel("two", (b) => {
        const [a, c] = ["a", "b"].map((name) => b.input({ name, features: 3 }));
        return [b.add([a, c], { name: "sum" }), b.relu(a, { name: "positive" })];
      });
      const place = `${folder}/two`;
      await writeProject(renderProject(createDesign(model)), place);
      const array = (...rows: number[][]) => ({
        shape: [rows.length, 3],
        data: Float64Array.from(rows.flat()),
      });
      const write = async (name: string, arrays: Record<string, NdArray>) =>
        await Deno.writeFile(`${place}/${name}`, await formatNpz(new Map(Object.entries(arrays))));
      await write("x.npz", { a: array([1, -2, 3.5], [0, 1, -0.25]), b: array([1, 1, 1], [2, 2, 2]) });
      await write("odd.npz", { a: array([1, 2, 3]), b: array([1, 1, 1], [2, 2, 2]) });
      await write("nan.npz", { a: array([1, NaN, 3]), b: array([1, 1, 1]) });
      await write("one.npz", { a: array([1, 2, 3]) });
      await write("alone.npz", { a: { ...array([1, 2, 3]), shape: [3] }, b: array([1, 1, 1]) });
      const odd = [
        "import numpy as np",
        "one = np.ones((1, 3))",
        "np.savez('complex.npz', a=one * 1j, b=one)",
        "np.savez('text.npz', a=one.astype(str), b=one)",
        "np.savez('large.npz', a=np.full((1, 3), 2**53 + 1), b=one)",
      ];
      const project = { folder: place, env: await quickly(folder) };
      assertEquals((await python(project, "-c", odd.join("\n"))).code, 0);
      const run = (...args: string[]) => python(project, "predict.py", ...args);

      const done = await run("--data", "x.npz", "-o", "y.npz");
      assertEquals(done, {
        code: 0,
        stdout: "wrote y.npz: sum (2, 3)\nwrote y.npz: positive (2, 3)\n",
        stderr: "",
      });
      const shown = await python(
        project,
        "-c",
        "import numpy as np; y = np.load('y.npz'); print(y['sum'].tolist(), y['positive'].tolist())",
      );
      assertEquals(shown.stdout, "[[2.0, -1.0, 4.5], [2.0, 3.0, 1.75]] [[1.0, 0.0, 3.5], [0.0, 1.0, 0.0]]\n");
      assertEquals([...Deno.readDirSync(`${place}/host/build`)].length, 1);

      const refusals: [string[], string][] = [
        [["--data", "odd.npz", "-o", "z.npz"], "different numbers of samples: 'a' has 1, 'b' has 2"],
        [
          ["--data", "alone.npz", "-o", "z.npz"],
          "that is one sample, without the axis of samples in front; give (N, 3)",
        ],
        [["--data", "complex.npz", "-o", "z.npz"], "'a': they are no real numbers (element type complex128)"],
        [["--data", "text.npz", "-o", "z.npz"], "'a': they are no real numbers (element type <U32)"],
        [["--data", "large.npz", "-o", "z.npz"], "9007199254740993 would not be exact as float64"],
        [["--data", "nan.npz", "-o", "z.npz"], "element (0, 1) is nan; inputs must be finite"],
        [["--data", "one.npz", "-o", "z.npz"], "'b' has no data"],
        [["--data", "x.npz", "-o", "z.npy"], "name a .npz file"],
        [["--data", "missing.npz", "-o", "z.npz"], "Cannot read missing.npz"],
        [["--data", "x.npz", "--data", "a=one.npz", "-o", "z.npz"], "Cannot use 'a': it was given twice"],
        [["--data", "x.npz", "-o", "nowhere/z.npz"], "Cannot write nowhere/z.npz"],
      ];
      const calls = await python(project, "-c", CALLS, JSON.stringify(refusals.map(([args]) => args)));
      assertEquals(calls.code, 0, calls.stderr);
      const results: readonly (readonly [number, string, string])[] = JSON.parse(calls.stdout);
      assertEquals(results.length, refusals.length);
      for (const [i, [, message]] of refusals.entries()) {
        const [code, stdout, stderr] = results[i];
        assertEquals([code, stdout], [2, ""], stderr);
        assertStringIncludes(stderr, message);
        assertEquals(stderr.trimEnd().split("\n").length, 1, stderr);
      }
      assertEquals([...Deno.readDirSync(place)].filter(({ name }) => /^z|\.tmp$/.test(name)), []);

      await Deno.writeTextFile(`${place}/firmware/two.cpp`, "\nthis is no C++\n", { append: true });
      const broken = await run("--data", "x.npz", "-o", "z.npz");
      assertEquals(broken.code, 2);
      assertStringIncludes(broken.stderr, "Cannot compile the firmware");
      assertStringIncludes(broken.stderr, "two.cpp");
    }),
});
