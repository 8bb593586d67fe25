import { assertEquals } from "@std/assert";
import { VERSION } from "../../src/base/mod.ts";

Deno.test("VERSION is that of the package", async () => {
  const config = await Deno.readTextFile(new URL("../../deno.json", import.meta.url));
  assertEquals(config.match(/^ {2}"version": "(.*)",$/m)?.[1], VERSION);
});
