import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { openProject, renderProject, writeProject } from "../../src/project/mod.ts";
import { type Target, TARGET_NAMES } from "../../src/target/mod.ts";
import { vivado } from "../../src/target/vivado.ts";
import { readBuildProject } from "../../src/cli/build/project.ts";
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

/** A target that is in no table: a limit of its own, one that there is not, other cycles. */
const OWN: Target = {
  ...vivado,
  name: "own",
  limits: { ...vivado.limits, beatBits: 2 ** 40, fifoBeats: Infinity },
  timing: { ...vivado.timing, element: 9 },
};

Deno.test("a project for a target of one's own is opened, verified and built as what it was made for", () =>
  inFolder(async (folder) => {
    const project = renderProject(createDesign(MODEL, { target: OWN }));
    await writeProject(project, `${folder}/p`);
    const { design, edited } = await openProject(`${folder}/p`);
    assertEquals([design.target, edited], [OWN, []]);
    assertEquals(renderProject(design), project);
    assertEquals((await readBuildProject(`${folder}/p`)).target, OWN);
    const { code, stdout } = await runCli(["verify", `${folder}/p`, "--samples", "1", "--json"]);
    const { backend, simulatorVsCsim } = JSON.parse(stdout);
    assertEquals([code, backend, simulatorVsCsim.mismatches], [0, "own", 0]);
  }));

Deno.test("a project that is for no target that could be is refused with file and field", () =>
  inFolder(async (folder) => {
    await writeProject(renderProject(createDesign(MODEL, { target: OWN })), `${folder}/p`);
    const file = `${folder}/p/interlace.json`;
    const manifest = JSON.parse(await Deno.readTextFile(file));
    const { target } = manifest;
    for (
      const [wrong, field, message] of [
        [3, "target", "option target is 3, expected a plain object"],
        [{ ...target, limits: 3 }, "target.limits", "option target.limits is 3, expected a plain object"],
        [
          { ...target, limits: { ...target.limits, beatBits: "9" } },
          "target.limits.beatBits",
          'option target.limits.beatBits is "9", expected an integer of at least 0, or Infinity',
        ],
        [{ ...target, name: "vivado" }, "target.name", 'a target "vivado" of your own'],
        [{ ...target, backend: { family: "vhdl", tool: "vivado" } }, "target.backend.family", '"vhdl"'],
      ] as const
    ) {
      await Deno.writeTextFile(file, JSON.stringify({ ...manifest, target: wrong }));
      for (const open of [openProject, readBuildProject]) {
        const error = await assertRejects(() => open(`${folder}/p`), InterlaceError, message);
        assertEquals([error.code, error.place], ["project-damaged", { file, field }]);
      }
    }
  }));

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

Deno.test("flags that say how code of another family is run are refused, exit 2, whatever they say", () =>
  inFolder(async (folder) => {
    await writeProject(renderProject(createDesign(MODEL)), `${folder}/p`);
    const [model] = [...Deno.readDirSync(`${folder}/p/model`)].map(({ name }) => `${folder}/p/model/${name}`);
    for (
      const [flag, value, backend] of [["compiler", "wasm", "verilog"], ["simulator", "icarus", "vitis"]]
    ) {
      const { code, stdout, stderr } = await runCli([
        "verify",
        model,
        "--backend",
        backend,
        `--${flag}`,
        value,
      ]);
      assertEquals([code, stdout], [2, ""]);
      assertMatch(stderr, new RegExp(`Cannot use --${flag} for ${backend}: nothing of it is run so`));
    }
  }));
