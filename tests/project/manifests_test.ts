import { assert, assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import type { Design } from "../../src/design/mod.ts";
import { printFixedType } from "../../src/fixed/mod.ts";
import { openProject } from "../../src/project/mod.ts";
import { manifestPages } from "../../scripts/manifest_table.ts";
import { inFolder } from "../cli/harness.ts";

/**
 * `interlace.json` and the model of projects that versions before wrote, and what their design was, as they said. A folder for
 * each way in which it was written; `README.md` there says how they came to be.
 */
const MANIFESTS = new URL("manifests/", import.meta.url);

/** What a version said of its design, when it wrote the project. */
function factsOf(design: Design): unknown {
  return {
    io: design.io,
    target: design.target.name,
    part: design.part,
    clockPeriod: design.clockPeriod,
    tensors: Object.fromEntries([...design.tensors].map(([name, { type }]) => [name, printFixedType(type)])),
    factors: Object.fromEntries(design.settings.map(({ layer, reuseFactor }) => [layer, reuseFactor])),
  };
}

async function namesIn(folder: URL): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) if (isDirectory) found.push(name);
  return found.sort();
}

Deno.test("openProject() makes the same design of what every version before wrote", async (test) => {
  const versions = await namesIn(MANIFESTS);
  assert(versions.length >= 3);
  for (const version of versions) {
    const projects = await namesIn(new URL(`${version}/`, MANIFESTS));
    assert(projects.length >= 3, version);
    for (const name of projects) {
      await test.step(`${version}, ${name}`, async () => {
        const folder = new URL(`${version}/${name}/`, MANIFESTS);
        const { design, edited } = await openProject(folder.pathname);
        assertEquals(factsOf(design), JSON.parse(await Deno.readTextFile(new URL("expected.json", folder))));
        // Of its files the model alone is kept: it is as it was written, the others are missing.
        assertEquals(edited.filter((path) => path.startsWith("model/")), []);
        assert(edited.length > 0);
      });
    }
  }
});

Deno.test("openProject() refuses a form of interlace.json that it does not know", () =>
  inFolder(async (folder) => {
    const file = new URL("0.2.0-schema-1/built/interlace.json", MANIFESTS);
    const manifest = JSON.parse(await Deno.readTextFile(file));
    for (const other of [{ ...manifest, schema: 1000 }, { schema: 1000 }]) {
      await Deno.writeTextFile(`${folder}/interlace.json`, JSON.stringify(other));
      await assertRejects(
        () => openProject(folder),
        InterlaceError,
        "has form 1000, and this version knows 1",
      );
    }
  }));

Deno.test("docs/MANIFEST.md and docs/interlace.schema.json are what the schema says", async () => {
  for (const [file, text] of manifestPages()) {
    assertEquals(await Deno.readTextFile(file), text, file.pathname);
  }
});
