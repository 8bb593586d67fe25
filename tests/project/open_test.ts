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
