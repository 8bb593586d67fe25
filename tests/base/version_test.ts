import { assertEquals } from "@std/assert";
import { VERSION } from "../../src/base/mod.ts";

Deno.test("VERSION is that of the package", async () => {
  const config = await Deno.readTextFile(new URL("../../deno.json", import.meta.url));
  assertEquals(config.match(/^ {2}"version": "(.*)",$/m)?.[1], VERSION);
});

Deno.test("CHANGELOG tells of this version first, and what users of the one before must change", async () => {
  const changelog = await Deno.readTextFile(new URL("../../CHANGELOG.md", import.meta.url));
  const [latest, earlier] = changelog.split(/^## /m).slice(1).filter((text) =>
    !text.startsWith("Unreleased\n")
  );
  assertEquals(latest.split("\n", 1)[0], VERSION);
  const before = earlier.split("\n", 1)[0];
  assertEquals(latest.includes(`\n### Upgrading from ${before}\n\n- `), true, before);
});
