/**
 * Writes the kept projects anew, to be looked at with `git diff`:
 *
 *     deno run -A tests/golden/update.ts
 */
import { GOLDEN, goldenFolder, renderGolden } from "./projects.ts";

for (const name of Object.keys(GOLDEN)) {
  const folder = goldenFolder(name);
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  for (const [path, text] of renderGolden(name)) {
    const file = new URL(path, folder);
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await Deno.writeTextFile(file, text);
  }
  console.log(`wrote ${name}`);
}
