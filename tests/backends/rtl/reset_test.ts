/** A reset of one cycle, whatever a design is doing: it begins anew, and no beat of before comes out. */
import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { basename } from "node:path/posix";
import { renderRtlProject } from "../../../src/backends/rtl/project/project.ts";
import { SELF_TEST } from "../../../src/backends/rtl/text/names.ts";
import type { Design } from "../../../src/design/mod.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import { randomImages } from "../../conformance/data.ts";
import { RTL_DESIGNS, smallUp } from "./designs.ts";
import { noIcarus, runFiles } from "./verilog.ts";

/** Cycles that a design runs before it is reset: as it fills, in the middle, between images, as it ends. */
const AFTER = [2, 21, 66, 150, 301] as const;

/** Cycles behind an image in which beats of another one would show. */
const LATER = 100;

/**
 * The test bench of a project with another course: it runs so many cycles, is reset for one, has to give a whole image and
 * nothing else, and is reset again.
 *
 * @param latest Cycles in which an image comes out at the latest.
 */
function resetBench(text: string, latest: number): string {
  const from = text.indexOf("    initial begin");
  assert(from > 0);
  const reset = "rst = 1'b1; repeat (2) #5 clk = !clk; rst = 1'b0;";
  return [
    text.slice(0, from),
    "integer i;",
    "initial begin",
    "clk = 1'b0;",
    reset,
    ...AFTER.flatMap((cycles) => [
      `repeat (${2 * cycles}) #5 clk = !clk;`,
      reset,
      `for (i = 0; i < ${2 * latest} && !complete; i = i + 1) #5 clk = !clk;`,
      `repeat (${2 * LATER}) #5 clk = !clk;`,
      `if (!complete || !right) begin $display("wrong after ${cycles}"); $finish; end`,
      reset,
    ]),
    '$display("ended");',
    "$finish;",
    "end",
    "endmodule",
  ].join("\n");
}

/** Whether a reset leaves something behind, with modules of other texts: a line that says after how many cycles, or `ended`. */
async function afterResets(
  design: Design,
  change: (file: string, text: string) => string = (_, text) => text,
): Promise<string | undefined> {
  const inputs = randomImages(design, { images: 1, seed: 3n });
  const tensors = simulateScalar(design, inputs);
  const project = renderRtlProject(design, {
    inputs,
    expected: design.outputs.map(({ tensor }) => tensors.get(tensor)!),
  });
  const files = new Map(
    Array.from(project, ([path, text]) => [basename(path), text] as const).filter(([name]) =>
      /\.(v|mem)$/.test(name)
    ),
  );
  const bench = `${SELF_TEST}.v`;
  files.set(bench, resetBench(files.get(bench)!, 2 * design.schedule!.latencyCycles));
  // A source that offers its first beat in the very cycle in which the reset ends.
  files.set("source.v", files.get("source.v")!.replace("offered <= 1'b0;", "offered <= 1'b1;"));
  const lines = await runFiles(
    SELF_TEST,
    new Map(Array.from(files, ([name, text]) => [name, change(name, text)])),
  );
  return lines.find((line) => /^(wrong|ended)/.test(line));
}

for (const [name, design] of Object.entries(RTL_DESIGNS)) {
  Deno.test({
    name: `a reset of one cycle, at any time, lets a design begin anew: ${name}`,
    ignore: noIcarus,
    fn: async () => assertEquals(await afterResets(design()), "ended"),
  });
}

for (
  const [what, text] of Object.entries({
    "takes a beat in the cycle behind a reset": "input_1_open && !resets[2]",
    "gives a beat of before in the cycle behind a reset": "conv_transpose2d_1_held && !resets[3]",
  })
) {
  Deno.test({
    name: `a design that ${what} is caught`,
    ignore: noIcarus,
    async fn() {
      const design = smallUp({ reuseFactor: 1 }, { height: 4, width: 5 });
      const change = (file: string, all: string) => {
        if (file !== "small_up.v") return all;
        const faulty = all.replace(text, text.replace(/ && .*/, ""));
        assertNotEquals(faulty, all);
        return faulty;
      };
      assertStringIncludes((await afterResets(design, change))!, "wrong after");
    },
  });
}
