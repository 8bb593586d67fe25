import { assert, assertEquals } from "@std/assert";
import { renderProject } from "../../../src/project/mod.ts";
import { everyPrimitiveDesign } from "../../support/every_primitive.ts";
import { decoderDesign } from "./designs.ts";
import { NATIVE_COMPILER, type Testbench, withTestbench } from "./testbench.ts";

const ignore = NATIVE_COMPILER === undefined;

/** Exit code after one of the files in `tb_data` was changed; the change is undone. */
async function codeAfter(bench: Testbench, file: string, change: (text: string) => string): Promise<number> {
  const path = `${bench.folder}/tb_data/${file}`;
  const right = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, change(right));
  try {
    return await bench.run();
  } finally {
    await Deno.writeTextFile(path, right);
  }
}

/** Adds one to the number at a place among all numbers of a text; −1 is the last. */
function changeNumber(text: string, place: number): string {
  const numbers = [...text.matchAll(/-?\d+/g)];
  const { 0: number, index } = numbers.at(place)!;
  return text.slice(0, index) + (BigInt(number) + 1n) + text.slice(index + number.length);
}

for (const io of ["io_stream", "io_parallel"] as const) {
  Deno.test({
    name: `renderTestbench() writes a test bench that passes, and fails on any difference (${io})`,
    ignore,
    async fn() {
      const design = decoderDesign({ io });
      await withTestbench(renderProject(design), design.name, async (bench) => {
        assertEquals(await bench.run(), 0);
        for (const place of [0, 1, 40, -1]) {
          assertEquals(await codeAfter(bench, "expected.dat", (text) => changeNumber(text, place)), 1);
        }
        for (const file of ["inputs.dat", "expected.dat"]) {
          assert(await codeAfter(bench, file, (text) => text.slice(0, text.length / 2)) !== 0, file);
          assertEquals(await codeAfter(bench, file, (text) => text.trimEnd().replace(/ \S+$/, "")), 2, file);
          assertEquals(await codeAfter(bench, file, () => ""), 2, file);
        }
        await Deno.remove(`${bench.folder}/tb_data/expected.dat`);
        assertEquals(await bench.run(), 2);
      });
    },
  });

  Deno.test({
    name: `renderTestbench() compares every output of several (${io})`,
    ignore,
    async fn() {
      const design = everyPrimitiveDesign({ io });
      await withTestbench(renderProject(design), design.name, async (bench) => {
        assertEquals(await bench.run(), 0);
        const sizes = design.outputs.map(({ tensor }) =>
          design.tensors.get(tensor)!.shape.reduce((a, b) => a * b)
        );
        let last = -1;
        for (const size of sizes) {
          last += size;
          assertEquals(await codeAfter(bench, "expected.dat", (text) => changeNumber(text, last)), 1);
        }
      });
    },
  });
}
