import { assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { createDesign } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { openProject, renderProject, writeProject } from "../../src/project/mod.ts";
import { inFolder } from "../cli/harness.ts";

Deno.test({
  name: "openProject() follows links inside a project, and refuses those that lead out of it",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      const place = `${folder}/project`;
      const model = buildModel("tiny", (b) => b.relu(b.input({ features: 2 })));
      await writeProject(renderProject(createDesign(model)), place);
      const header = `${place}/firmware/tiny.h`;
      await Deno.rename(header, `${place}/elsewhere.h`);
      await Deno.symlink("../elsewhere.h", header);
      assertEquals((await openProject(place)).edited, []);
      await Deno.rename(`${place}/elsewhere.h`, `${folder}/secret`);
      await Deno.remove(header);
      await Deno.symlink("../../secret", header);
      await assertRejects(
        () => openProject(place),
        InterlaceError,
        `Cannot read ${header}: it is a link to a place outside the project`,
      );
    }),
});

Deno.test("openProject() refuses what a later version wrote", () =>
  inFolder(async (folder) => {
    const place = `${folder}/project`;
    await writeProject(
      renderProject(createDesign(buildModel("tiny", (b) => b.relu(b.input({ features: 2 }))))),
      place,
    );
    const manifest = JSON.parse(await Deno.readTextFile(`${place}/interlace.json`));
    const [major, minor, patch] = manifest.interlace.split(".").map(Number);
    const named = async (interlace: string) => {
      await Deno.writeTextFile(`${place}/interlace.json`, JSON.stringify({ ...manifest, interlace }));
      return await openProject(place);
    };
    const later = [[major + 1, 0, 0], [major, minor + 1, 0], [major, minor, patch + 1], [
      major,
      minor,
      patch + 10,
    ]];
    for (const version of later.map((numbers) => numbers.join("."))) {
      await assertRejects(() => named(version), InterlaceError, `Interlace ${version} wrote it`);
    }
    assertEquals((await named("0.0.9")).edited, []);
  }));
