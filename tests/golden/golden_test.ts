import { assertEquals } from "@std/assert";
import { GOLDEN, goldenFolder, renderGolden } from "./projects.ts";

async function filesBelow(folder: URL, prefix = ""): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(prefix, folder))) {
    if (isDirectory) paths.push(...await filesBelow(folder, `${prefix}${name}/`));
    else paths.push(prefix + name);
  }
  return paths.sort();
}

for (const name of Object.keys(GOLDEN)) {
  Deno.test(`renderFirmware() writes the kept project ${name}, byte for byte`, async () => {
    const files = renderGolden(name);
    assertEquals([...files.keys()].sort(), await filesBelow(goldenFolder(name)));
    for (const [path, text] of files) {
      assertEquals(
        text,
        await Deno.readTextFile(new URL(path, goldenFolder(name))),
        `${path}; see tests/golden/update.ts`,
      );
    }
  });
}
