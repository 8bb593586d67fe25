/** Names that a file brings along, in everything that is written for a board. */
import { assert, assertEquals } from "@std/assert";
import { BOARD_NAMES, boardOf, partOf } from "../../../../src/backends/mod.ts";
import { createDesign } from "../../../../src/design/mod.ts";
import { buildModel } from "../../../../src/model/mod.ts";
import { renderProject } from "../../../../src/project/mod.ts";
import { NATIVE_COMPILER, withTestbench } from "../testbench.ts";

/** Hostile names, and what of each must be found in no file but the model's own and the JSON of ports. */
const HOSTILE: readonly (readonly [name: string, forbidden: string])[] = [
  ['a"; system("x")//', "system("],
  ["b*/ $(touch x)", "$(touch"],
  ["[exec rm c]", "[exec rm"],
  ['d""" + __import__("os").system("e")', "__import__"],
  ["f\\\n}; exit", "}; exit"],
  ["<%= it.g %>", "it.g"],
  ["../../h", "../h"],
  ["\u202ei\u0000\u0007", "\u202e"],
  ["", "\u0000"],
];

/** Names that wrappers, their test benches and scripts have themselves. */
const TAKEN = [
  ..."batch begun samples sample axis words run_batch end_packets inner_x last_x s_axis_x m_axis_x x".split(
    " ",
  ),
  ..."network dma_0 ps reset control memory in out class Batch".split(" "),
];

function ports(project: string, inputs: readonly string[], outputs: readonly string[]) {
  return buildModel(
    project,
    (b) => inputs.map((name, i) => b.relu(b.input({ name, length: 2, channels: 2 }), { name: outputs[i] })),
  );
}

/** What a board takes, as the designs of its back end. */
const REACHED = BOARD_NAMES.map((board) => {
  const known = boardOf({ board });
  return {
    deployment: { board, wordBits: known.defaultWordBits },
    options: { target: known.kind === "uart" ? "verilog" : "vitis", io: "io_stream", part: partOf(known) },
  } as const;
});

for (const { deployment, options } of REACHED) {
  Deno.test(`files for ${deployment.board} hold nothing of hostile names, nor do their paths`, () => {
    // More ports than a board has engines for are refused: two lots of names.
    for (const names of [HOSTILE.slice(0, 5), HOSTILE.slice(5)].map((part) => part.map(([name]) => name))) {
      const model = ports('p"; exec("y")//\n', names, names.toReversed().map((name) => `${name} out`));
      for (const [path, contents] of renderProject(createDesign(model, options), { deployment })) {
        assert(/^(?:[\w-]+\/)*\w[\w.+-]*$/.test(path), path);
        if (/^model\/|\.json$/.test(path) || typeof contents !== "string") continue;
        for (const [name, forbidden] of HOSTILE) {
          // The page of a project escapes them.
          if (path === "README.md") continue;
          assert(!contents.includes(forbidden), `${path} holds ${forbidden}`);
          if (/[^\w]/.test(name)) assert(!contents.includes(name), `${path} holds ${name}`);
        }
        if (!path.endsWith(".py") && path !== "README.md") {
          assert(/^[\x20-\x7e\n]*$/.test(contents), `${path} has bytes beyond printable ASCII`);
        }
      }
    }
  });
}

for (const [board, io] of [["axi-stream", "io_stream"], ["pynq-z2", "io_parallel"]] as const) {
  Deno.test({
    name: `a wrapper for ${board} whose ports are called as things in it compiles and runs (${io})`,
    ignore: NATIVE_COMPILER === undefined,
    fn: async () => {
      const design = createDesign(ports("axis", TAKEN.slice(0, 8), TAKEN.slice(8, 16)), {
        io,
        part: partOf(boardOf({ board })),
      });
      const deployment = { board, wordBits: 32 } as const;
      const files = [...renderProject(design, { deployment })];
      const texts = files.filter((file): file is [string, string] => typeof file[1] === "string");
      await withTestbench(new Map(texts), design.name, async (bench) => assertEquals(await bench.run(), 0));
    },
  });
}
