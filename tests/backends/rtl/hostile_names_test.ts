/** Names that a file brings along, in Verilog, its scripts and its README. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { renderRtlProject } from "../../../src/backends/rtl/project/project.ts";
import { createDesign, type Design } from "../../../src/design/mod.ts";
import { buildModel, type Model } from "../../../src/model/mod.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import { contentsOf, decoderProto, inFolder, runCli, writeModel } from "../../cli/harness.ts";
import { randomImages } from "../../conformance/data.ts";
import { runRtl } from "./compare.ts";
import { noIcarus } from "./verilog.ts";

/** Hostile names, and what of each must not be found anywhere. */
const HOSTILE: readonly (readonly [name: string, forbidden: string])[] = [
  ['a"; $system("x"); //', "$system"],
  ["b*/ $finish; /*", "$finish; /*"],
  ["c`include `d", "`include"],
  ['d\nendmodule\n`include "/etc/passwd"', "/passwd"],
  ["[exec rm e]", "[exec rm"],
  ["f\\ } {; exit", "; exit"],
  ["../../g", "../g"],
  ["| h | `i` |\n# j", "# j"],
  ["\u202ek\u0000\u0007", "\u202e"],
  ["größe 寸法 🚀", "ö"],
  ["l".repeat(5000), "l".repeat(64)],
  ["", "\u0000"],
];

/** Names that mean something in Verilog, in the modules or in the bench, and names that are one identifier. */
const TAKEN = [
  ..."module endmodule wire reg begin end signed clk rst stall cycle quiet after dut fifo cast mac_lane"
    .split(" "),
  ..."resets reset_registers spread interlace_bench interlace_test x_valid x_open x x_fifo x_stage".split(
    " ",
  ),
  ..."complete passes got_0 Layer LAYER la-yer la/yer".split(" "),
];

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

function designOf(project: string, names: readonly string[]): Design {
  return createDesign(chain(project, names), { target: "verilog", precision: "ap_fixed<9,4>" });
}

/** The files of a project but those that are the same for every design. */
function filesOf(design: Design): ReadonlyMap<string, string> {
  const inputs = randomImages(design, { images: 1, seed: 3n });
  const tensors = simulateScalar(design, inputs);
  return renderRtlProject(design, {
    inputs,
    expected: design.outputs.map(({ tensor }) => tensors.get(tensor)!),
  });
}

Deno.test("files of projects in Verilog hold nothing of hostile names, nor do their paths", () => {
  const names = HOSTILE.map(([name]) => name);
  for (const project of ['p"; exec("y")//', "q\n`r", "../../s", "", "t".repeat(5000)]) {
    const files = filesOf(designOf(project, names));
    for (const [path, text] of files) {
      assert(/^(?:[\w-]+\/)?\w[\w.-]{0,200}$/.test(path), path.slice(0, 300));
      // The README has letters beyond ASCII of its own.
      if (path !== "README.md") {
        assert(/^[\x20-\x7e\n]*$/.test(text), `${path} has bytes beyond printable ASCII`);
      }
      for (const [name, forbidden] of HOSTILE) {
        assert(!text.includes(forbidden), `${path} holds ${forbidden}`);
        if (/[^\w]/.test(name)) assert(!text.includes(name), `${path} holds ${name}`);
      }
      assert(!text.includes("exec("), path);
    }
    const lower = [...files.keys()].map((path) => path.toLowerCase());
    assertEquals(new Set(lower).size, files.size, "paths that differ in the case of letters alone");
  }
});

Deno.test({
  name: "designs with hostile names, and with names that are taken or become one identifier, run in Verilog",
  ignore: noIcarus,
  fn: async () => {
    for (const design of [designOf('p"; x', HOSTILE.map(([name]) => name)), designOf("endmodule", TAKEN)]) {
      const ids = [...design.tensors.values()].map(({ id }) => id.toLowerCase());
      assertEquals(new Set(ids).size, ids.length);
      assertEquals((await runRtl(design, { seed: 4n, stalls: 1 })).problems, []);
    }
  },
});

Deno.test({
  name:
    "a model of hostile names and path is converted to Verilog and verified, and leaves nothing beside its folder",
  ignore: noIcarus,
  fn: () =>
    inFolder(async (folder) => {
      const [x, up, y] = [0, 3, 6].map((index) => HOSTILE[index][0]);
      const graph = decoderProto().graph!;
      const [convolution, relu] = graph.node!;
      const model = await writeModel(join(folder, 'm"; $x `y`.onnx'), {
        ...decoderProto(),
        graph: {
          ...graph,
          name: HOSTILE[2][0],
          input: [{ ...graph.input![0], name: x }],
          output: [{ ...graph.output![0], name: y }],
          node: [
            { ...convolution, name: HOSTILE[1][0], input: [x, "w", "b"], output: [up] },
            { ...relu, name: HOSTILE[10][0], input: [up], output: [y] },
          ],
        },
      });
      const out = join(folder, "out");
      const converted = await runCli(["convert", model, "-o", out, "--backend", "verilog"]);
      assertEquals(converted.code, 0, converted.stderr);
      assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ['m"; $x `y`.onnx', "out"]);
      for (const [path, text] of await contentsOf(out)) {
        if (!/\.(?:v|tcl|mem|md)$/.test(path)) continue;
        for (const [, forbidden] of HOSTILE) assert(!text.includes(forbidden), `${path} holds ${forbidden}`);
      }
      for (const source of [[out], [model, "--backend", "verilog"]]) {
        const { code, stderr } = await runCli([
          "verify",
          ...source,
          ...["--simulator", "icarus", "--samples", "2"],
        ]);
        assertEquals(code, 0, stderr);
      }
    }),
});
