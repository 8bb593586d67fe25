import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { openProject, renderProject, writeProject } from "../../src/project/mod.ts";
import { TARGET_NAMES } from "../../src/target/mod.ts";
import { vivado } from "../../src/target/vivado.ts";
import { inFolder, runCli } from "../cli/harness.ts";

const MODEL = buildModel("tiny", (b) => b.relu(b.input({ features: 3 })));
const LIST = new RegExp(`Choose one of ${TARGET_NAMES.join(", ")}\\.`);

/** A project of which somebody wrote another back end into `interlace.json`. */
async function writeChanged(folder: string, backend: string): Promise<void> {
  await writeProject(renderProject(createDesign(MODEL)), folder);
  const path = `${folder}/interlace.json`;
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace('"backend": "vitis"', `"backend": ${JSON.stringify(backend)}`));
}

Deno.test("openProject() takes the target that interlace.json names, and refuses one that there is not", () =>
  inFolder(async (folder) => {
    await writeChanged(`${folder}/known`, "vivado");
    assertEquals((await openProject(`${folder}/known`)).design.target, vivado);
    await writeChanged(`${folder}/unknown`, "catapult");
    const error = await assertRejects(() => openProject(`${folder}/unknown`), InterlaceError);
    assertEquals(error.summary, 'Cannot use backend "catapult": there is none of that name');
    assertEquals(error.place, { file: `${folder}/unknown/interlace.json`, field: "Backend" });
    assertMatch(error.hint!, LIST);
  }));

Deno.test("renderProject() refuses a target of one's own, whose project nothing could open", () => {
  renderProject(createDesign(MODEL, { target: { ...vivado } }));
  const design = createDesign(MODEL, { target: { ...vivado, name: "pretend" } });
  const error = assertThrows(() => renderProject(design), InterlaceError);
  assertEquals(
    error.summary,
    'Cannot render a project for target "pretend": projects name their target, and none is known by that name',
  );
  assertEquals(error.place, { field: "target.name" });
  assertMatch(error.hint!, new RegExp(`one of ${TARGET_NAMES.join(", ")};`));
});

Deno.test("build and verify refuse a project for a target that there is not, with file and list, exit 2", () =>
  inFolder(async (folder) => {
    await writeChanged(`${folder}/p`, "__proto__");
    for (const verb of ["build", "verify"]) {
      const { code, stdout, stderr } = await runCli([verb, `${folder}/p`]);
      assertEquals([code, stdout], [2, ""]);
      assertMatch(stderr, /Cannot use backend "__proto__": there is none of that name/);
      assertMatch(stderr, /p\/interlace\.json, field Backend/);
      assertMatch(stderr, LIST);
    }
  }));

Deno.test("a configuration file whose Backend there is not is refused by name, with the list", () =>
  inFolder(async (folder) => {
    await writeProject(renderProject(createDesign(MODEL)), `${folder}/p`);
    const [model] = [...Deno.readDirSync(`${folder}/p/model`)].map(({ name }) => `${folder}/p/model/${name}`);
    await Deno.writeTextFile(`${folder}/c.yml`, "Backend: vitos\n");
    const { code, stderr } = await runCli(["config", model, "--config", `${folder}/c.yml`]);
    assertEquals(code, 2);
    assertMatch(stderr, /Cannot use backend "vitos".*\n.*c\.yml, field Backend\n.*Did you mean vitis\?/);
    assertMatch(stderr, LIST);
  }));
