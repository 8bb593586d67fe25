import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { renderTestbench } from "../../../src/backends/hls/mod.ts";
import { toolsOf } from "../../../src/backends/mod.ts";
import { InterlaceError } from "../../../src/base/mod.ts";
import { createDesign, type DesignOptions } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { renderProject } from "../../../src/project/mod.ts";
import { encodeInputs, randomInputs, simulateOutputs } from "../../../src/simulate/mod.ts";
import { TARGETS } from "../../../src/target/mod.ts";
import { decoderProto, inFolder, runCli, writeModel } from "../../cli/harness.ts";

const MODEL = buildModel("tiny", (b) => b.relu(b.input({ features: 3 })));

/** What would end a word of Tcl, or begin another command. */
const HOSTILE = ["x; exec true", "[exec true]", "a b", "$part", '"', "x\n", "a".repeat(65)];

for (const target of TARGETS.filter(({ backend }) => backend.family === "hls")) {
  const family = toolsOf(target);

  for (const field of ["part", "clockUncertainty"] as const) {
    Deno.test(`a ${target.name} project holds no ${field} that Tcl would read as more than a word`, () => {
      for (const text of HOSTILE) {
        const design = createDesign(MODEL, { target, [field]: text } satisfies DesignOptions);
        const inputs = encodeInputs(design, randomInputs(design, { samples: 1, seed: 1 }));
        const vectors = { inputs, expected: simulateOutputs(design, inputs) };
        for (
          const attempt of [
            () => family.check(design),
            () => renderProject(design),
            () => renderTestbench(design, vectors),
          ]
        ) {
          const error = assertThrows(attempt, InterlaceError);
          assertEquals(error.place.field, field === "part" ? "Part" : "ClockUncertainty");
        }
      }
    });
  }
}

Deno.test("convert and verify refuse a part that no script may hold, and write nothing", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    await Deno.writeTextFile(`${folder}/c.yml`, "Part: 'xc:7'\n");
    const before = [...Deno.readDirSync(folder)].length;
    for (
      const verb of [["convert", model, "-o", `${folder}/out`], ["verify", model]]
    ) {
      const { code, stderr } = await runCli([...verb, "--config", `${folder}/c.yml`]);
      assertEquals(code, 2);
      assertMatch(stderr, /Cannot use Part "xc:7": it does not read like one/);
    }
    assertEquals([...Deno.readDirSync(folder)].length, before);
  }));
