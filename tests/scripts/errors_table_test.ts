import { assert, assertEquals } from "@std/assert";
import { ERRORS_PAGE, errorsPage } from "../../scripts/errors_table.ts";
import { ERROR_CODES, type ErrorCode } from "../../src/base/mod.ts";

Deno.test("docs/ERRORS.md is what the script writes", async () => {
  assertEquals(await Deno.readTextFile(ERRORS_PAGE), errorsPage());
});

Deno.test("every error code is thrown somewhere, and none but these", async () => {
  const thrown = new Set<string>();
  const walk = async (folder: URL): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) await walk(new URL(`${name}/`, folder));
      else if (name !== "error_codes.ts") {
        const text = await Deno.readTextFile(new URL(name, folder));
        for (const [, code] of text.matchAll(/"([a-z]+-?[a-z]+)"/g)) thrown.add(code);
      }
    }
  };
  await walk(new URL("../../src/", import.meta.url));
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  assertEquals(codes.filter((code) => !thrown.has(code)), []);
  for (const code of codes) {
    assert(/^[a-z]+(-[a-z]+)?$/.test(code) && /^[A-Z].*\.$/.test(ERROR_CODES[code]), code);
  }
});
