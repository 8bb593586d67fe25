import { assertEquals, assertStringIncludes } from "@std/assert";
import { openProject, writeFolder } from "../../src/project/mod.ts";
import { contentsOf, decoderProto, inFolder, writeModel } from "./harness.ts";
import { runProcess } from "./process.ts";

/** How often two start at once; `INTERLACE_TWICE=50` tries more. */
const TIMES = Number(Deno.env.get("INTERLACE_TWICE") ?? 4);

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test(`Of two converts to one place at once one wins and one is refused (${TIMES} times)`, () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    for (let i = 0; i < TIMES; i++) {
      const place = `${folder}/out${i}/project`;
      const widths = [12, 18];
      const runs = await Promise.all(
        widths.map((width) =>
          runProcess(["convert", model, "-o", place, "--precision", `ap_fixed<${width},5>`])
        ),
      );
      const codes = runs.map(({ code }) => code);
      assertEquals(codes.toSorted(), [0, 2], runs.map(({ stderr }) => stderr).join("\n"));
      assertStringIncludes(runs[codes.indexOf(2)].stderr, `Cannot write ${place}: the folder exists`);
      const { edited, design } = await openProject(place);
      assertEquals(edited, []);
      const [output] = design.outputs;
      assertEquals(design.tensors.get(output.tensor)?.type.width, widths[codes.indexOf(0)]);
      assertEquals(namesIn(`${folder}/out${i}`), ["project"]);
    }
  }));

Deno.test("Of two converts with --force to one place at once both write whole projects", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    const place = `${folder}/project`;
    const convert = (precision: string) =>
      runProcess(["convert", model, "-o", place, "--precision", precision, "--force"]);
    assertEquals((await convert("ap_fixed<10,4>")).code, 0);
    const runs = await Promise.all(["ap_fixed<12,4>", "ap_fixed<18,7>"].map(convert));
    assertEquals(runs.map(({ code }) => code), [0, 0], runs.map(({ stderr }) => stderr).join("\n"));
    assertEquals((await openProject(place)).edited, []);
    assertEquals(namesIn(folder), ["m.onnx", "project"]);
  }));

Deno.test("writeFolder() lets one of many win who write to one place at once", () =>
  inFolder(async (folder) => {
    for (let round = 0; round < 10; round++) {
      const place = `${folder}/${round}`;
      const files = (i: number) => new Map([["a", String(i)], ["deep/b", String(i)]]);
      const ends = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) => writeFolder(files(i), place, { replace: false })),
      );
      const winner = ends.findIndex(({ status }) => status === "fulfilled");
      assertEquals(ends.filter(({ status }) => status === "fulfilled").length, 1);
      const bytes = String(winner).charCodeAt(0).toString();
      assertEquals(await contentsOf(place), new Map([["a", bytes], ["deep/", ""], ["deep/b", bytes]]));
    }
    assertEquals(namesIn(folder).length, 10);
  }));

Deno.test("writeFolder() lets the last of many stay who replace one place at once", () =>
  inFolder(async (folder) => {
    const place = `${folder}/place`;
    const files = (i: number) => new Map([["a", String(i)], ["deep/b", String(i)]]);
    await Promise.all(Array.from({ length: 8 }, (_, i) => writeFolder(files(i), place, { replace: true })));
    const contents = await contentsOf(place);
    assertEquals(contents.size, 3);
    assertEquals(contents.get("a"), contents.get("deep/b"));
    assertEquals(namesIn(folder), ["place"]);
  }));
